import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { type Table, tableText } from '../../iceberg/table.ts';
import type { EntryOf } from '../../journal/entry.ts';
import type { Journal } from '../../journal/journal.ts';
import { journalHeadKey } from '../../silver/transaction.ts';
import { examplesOf, type Finding, needsYou, plural } from './finding.ts';
import type { OpenedPatient } from './patient.ts';

const everything = Number.MAX_SAFE_INTEGER;

/** Whether journal and tables tell the same story, and the counts of every run add up. */
export async function lookAtAgreement(patient: OpenedPatient): Promise<readonly Finding[]> {
  const { journal, tables } = patient.opened;
  const story = storyOf(journal);
  return [
    ...tables.flatMap((table) => tableFindings(table, story)),
    ...countFindings(journal),
    ...(await rawFindings(patient)),
  ];
}

/** What the journal says of snapshots, by their ids. */
interface Story {
  readonly published: ReadonlyMap<string, { readonly table: string; readonly what: string }>;
  readonly abandoned: ReadonlySet<string>;
  /** Announced and not settled: either may be true. */
  readonly open: ReadonlySet<string>;
  readonly expired: ReadonlySet<string>;
}

function storyOf(journal: Journal): Story {
  const outcomes = journal
    .log({ kind: 'publication-outcome', limit: everything })
    .flatMap((entry) => (entry.kind === 'publication-outcome' ? [entry] : []))
    .toReversed();
  const expiries = journal
    .log({ kind: 'expiry', limit: everything })
    .flatMap((entry) => (entry.kind === 'expiry' ? entry.body.tables : []));
  const published = outcomes.filter(({ body }) => body.outcome === 'published');
  const taken = new Map(
    published.flatMap((entry) =>
      entry.body.tables.map(
        (one) => [one.snapshotId, { table: one.table, what: publicationText(entry) }] as const,
      ),
    ),
  );
  const given = outcomes
    .filter(({ body }) => body.outcome === 'abandoned')
    .flatMap(({ body }) => body.tables.map(({ snapshotId }) => snapshotId));
  return {
    published: taken,
    abandoned: new Set(given.filter((id) => !taken.has(id))),
    open: new Set(
      journal.openIntents().flatMap(({ body }) => body.tables.map(({ snapshotId }) => snapshotId)),
    ),
    expired: new Set(expiries.flatMap(({ snapshotIds }) => snapshotIds)),
  };
}

const publicationText = ({ body, tenant }: EntryOf<'publication-outcome'>): string =>
  `${body.runId === undefined ? body.purpose : `run ${body.runId}`}${tenant === null ? '' : ` of ${tenant}`}`;

function tableFindings({ name, metadata }: Table, story: Story): readonly Finding[] {
  const table = tableText(name);
  const there = new Map(
    metadata.snapshots.map((snapshot) => [snapshot['snapshot-id'].toString(), snapshot] as const),
  );
  const ours = [...story.published].filter(([id, one]) => one.table === table && !story.expired.has(id));
  const gone = ours.filter(([id]) => !there.has(id));
  const last = ours.at(-1);
  const isOld = last !== undefined && gone.some(([id]) => id === last[0]);
  const unrecorded = [...there]
    .filter(([id, { summary }]) => summary?.[journalHeadKey] !== undefined && !story.published.has(id))
    .filter(([id]) => !story.open.has(id) && !story.abandoned.has(id))
    .map(([id]) => id);
  const wrong = [...there.keys()].filter((id) => story.abandoned.has(id));
  const findings: Finding[] = [];
  if (gone.length > 0) {
    findings.push(
      needsYou('SNAPSHOT_GONE', table, {
        found: `${plural(gone.length, 'snapshot')} that the journal published ${gone.length === 1 ? 'is' : 'are'} gone: ${examplesOf(gone.map(([id, { what }]) => `${id} (${what})`))}`,
        expected: 'every published snapshot, unless an expiry is recorded',
        remedy: isOld
          ? 'the last publication is among them: catalog.sqlite is an older copy than journal.sqlite. Restore both of the same time, or bring the rows back: run the deliveries again'
          : 'another program forgot them; the rows of now are not touched. Going back to them is not possible: expire snapshots with `quayside tables expire`, which records it',
      }),
    );
  }
  if (unrecorded.length > 0) {
    findings.push(
      needsYou('SNAPSHOT_UNRECORDED', table, {
        found: `${plural(unrecorded.length, 'snapshot')} of Quayside that the journal does not know: ${examplesOf(unrecorded)}`,
        expected: 'a record of everything that Quayside published',
        remedy:
          'journal.sqlite is an older copy than the tables, or of another workspace: restore the one that belongs to them',
      }),
    );
  }
  if (wrong.length > 0) {
    findings.push(
      needsYou('OUTCOME_WRONG', table, {
        found: `${plural(wrong.length, 'snapshot')} in the table that the journal says ${wrong.length === 1 ? 'was' : 'were'} never published: ${examplesOf(wrong)}`,
        expected: 'only what was published',
        remedy: `look at it with quayside tables diff, and take it back: quayside tables rollback`,
      }),
    );
  }
  return findings;
}

/** landed = inserted + updated + unchanged + quarantined + repeated + superseded, of every dataset of every run. */
function countFindings(journal: Journal): readonly Finding[] {
  return journal.log({ kind: 'run-finished', limit: everything }).flatMap((entry) => {
    if (entry.kind !== 'run-finished') return [];
    return Object.entries(entry.body.datasets).flatMap(([dataset, rows]) => {
      const sum =
        rows.inserted + rows.updated + rows.unchanged + rows.quarantined + rows.repeated + rows.superseded;
      if (sum === rows.landed) return [];
      return [
        needsYou('COUNTS_WRONG', `run ${entry.body.runId}`, {
          found: `${rows.landed} ${dataset} landed, ${sum} were accounted for`,
          expected: 'landed = inserted + updated + unchanged + quarantined + repeated + superseded',
          remedy: 'report it with `quayside audit log`; the tables are not touched by it',
        }),
      ];
    });
  });
}

/** The delivered files that a tenant's rows came from last, where they lie in the workspace: elsewhere they are their owner's to keep. */
async function rawFindings({ opened, folder }: OpenedPatient): Promise<readonly Finding[]> {
  const { journal } = opened;
  const findings: Finding[] = [];
  for (const tenant of journal.tenants()) {
    const runId = journal.lastPublication(tenant)?.body.runId;
    const delivery = runId === undefined ? undefined : journal.deliveryOf(runId);
    const objects = delivery?.body.batches.flatMap((batch) => batch.objects) ?? [];
    const gone: string[] = [];
    for (const { path } of objects) {
      if (isAbsolute(path) || /^[a-z][a-z0-9+.-]*:\/\//i.test(path)) continue;
      if ((await stat(join(folder, path)).catch(() => undefined)) === undefined) gone.push(path);
    }
    const [first] = gone;
    if (first === undefined) continue;
    findings.push(
      needsYou('RAW_MISSING', first, {
        found: `${plural(gone.length, 'delivered file')} of ${tenant}'s last publication ${gone.length === 1 ? 'is' : 'are'} gone: ${examplesOf(gone)}`,
        expected: 'the files in the workspace that the journal names',
        remedy:
          'put them back from a backup: the rows are in the tables, but the delivery cannot be judged again without its files',
      }),
    );
  }
  return findings;
}
