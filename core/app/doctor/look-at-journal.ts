import type { ChainFault } from '../../journal/chain-check.ts';
import { parseHead } from '../../journal/chain.ts';
import { QuaysideError } from '../../base/errors.ts';
import { journalHeadKey } from '../../silver/transaction.ts';
import { type Finding, needsYou } from './finding.ts';
import type { OpenedPatient } from './patient.ts';

const where = 'journal.sqlite';
const restore =
  'restore journal.sqlite from a backup of the time when it was whole (compare heads: `quayside audit verify`), with catalog.sqlite and lake/ of that time; nothing mends a journal, or it would prove nothing';

/** Whether every record is what was once written, none is gone, and all can be read. */
export async function lookAtJournal({ opened, work }: OpenedPatient): Promise<readonly Finding[]> {
  const { journal, tables } = opened;
  const heads = tables.flatMap(({ metadata }) =>
    metadata.snapshots.flatMap(({ summary }) => {
      const head = summary?.[journalHeadKey];
      return head === undefined ? [] : [parseHead(head)];
    }),
  );
  const { faults } = await journal.verify(heads, work);
  const findings = faults.map(faultFinding);
  try {
    journal.log({ limit: Number.MAX_SAFE_INTEGER });
    return findings;
  } catch (cause) {
    if (!(cause instanceof QuaysideError)) throw cause;
    return [
      ...findings,
      needsYou('RECORD_UNREADABLE', where, {
        found: cause.message,
        expected: 'records that this Quayside can read',
        remedy: `use the newer Quayside that wrote it; otherwise ${restore}`,
      }),
    ];
  }
}

function faultFinding(fault: ChainFault): Finding {
  const told = (code: string, found: string, expected: string): Finding =>
    needsYou(code, `${where}: record ${'seq' in fault ? fault.seq : fault.from}`, {
      found,
      expected,
      remedy: restore,
    });
  switch (fault.kind) {
    case 'altered':
      return told(
        'RECORD_ALTERED',
        `record ${fault.seq} is not what its hash says: somebody changed it`,
        'records as they were written',
      );
    case 'missing':
      return told(
        'RECORDS_MISSING',
        `records ${fault.from} to ${fault.to} are gone from the middle`,
        'records without a gap',
      );
    case 'displaced':
      return told(
        'RECORD_DISPLACED',
        `record ${fault.seq} stands in the place of ${fault.place}`,
        'every record in its place',
      );
    case 'cut':
      return told(
        'JOURNAL_CUT',
        `records ${fault.from} to ${fault.to} are gone from the end, or journal.sqlite is an older copy than the tables`,
        'every record that the tables and the journal itself know of',
      );
    case 'replaced':
      return told(
        'JOURNAL_REPLACED',
        `some of records ${fault.from} to ${fault.to} are not those that the tables name: written anew, or the journal of another workspace`,
        'the journal that the tables were published with',
      );
    default:
      return fault satisfies never;
  }
}
