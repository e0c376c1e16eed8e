import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { type Table, tableText } from '../../iceberg/table.ts';
import type { EntryOf } from '../../journal/entry.ts';
import type { Journal } from '../../journal/journal.ts';
import { journalHeadKey } from '../../silver/transaction.ts';
import { examplesOf, type Finding, needsYou, note, plural } from './finding.ts';
import type { Opened, OpenedPatient } from './patient.ts';

const everything = Number.MAX_SAFE_INTEGER;

/** Whether journal and tables tell the same story, and the counts of every run add up. */
export async function lookAtAgreement(patient: OpenedPatient): Promise<readonly Finding[]> {
  const { journal, tables } = patient.opened;
  const story = storyOf(journal);
  return [
    ...tables.flatMap((table) => tableFindings(table, story)),
    ...countFindings(patient.opened),
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

export const publicationText = ({ body, tenant }: EntryOf<'publication-outcome'>): string =>
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
    const found = `${plural(gone.length, 'snapshot')} that the journal published ${gone.length === 1 ? 'is' : 'are'} gone: ${examplesOf(gone.map(([id, { what }]) => `${id} (${what})`))}`;
    const expected = 'every published snapshot, unless an expiry is recorded';
    findings.push(
      isOld
        ? needsYou('SNAPSHOT_GONE', table, {
            found,
            expected,
            remedy:
              'the last publication is among them: catalog.sqlite is an older copy than journal.sqlite. Restore both of the same time; without them run the deliveries again',
          })
        : note('SNAPSHOTS_FORGOTTEN', table, {
            found,
            expected,
            remedy:
              'nothing: another program forgot them, and they cannot be gone back to. `quayside tables expire` would have recorded it',
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

/**
 * landed = inserted + updated + unchanged + quarantined + repeated + superseded, of every dataset of every run; and what was inserted or
 * updated was added by the run's snapshot, which may also have freed rows that waited.
 */
function countFindings({ journal, tables }: Opened): readonly Finding[] {
  const added = new Map(
    tables.flatMap(({ metadata }) =>
      metadata.snapshots.map(
        (one) => [one['snapshot-id'].toString(), Number(one.summary?.['added-records'] ?? 0)] as const,
      ),
    ),
  );
  return journal.log({ kind: 'run-finished', limit: everything }).flatMap((entry) => {
    if (entry.kind !== 'run-finished') return [];
    return Object.entries(entry.body.datasets).flatMap(([dataset, rows]) => {
      const { landed, inserted, updated, unchanged, quarantined, repeated, superseded, snapshotId } = rows;
      const sum = inserted + updated + unchanged + quarantined + repeated + superseded;
      const there = snapshotId === null ? undefined : added.get(snapshotId);
      const wrong =
        sum !== landed
          ? `${landed} ${dataset} landed, ${sum} were accounted for`
          : there !== undefined && there < inserted + updated
            ? `${inserted + updated} ${dataset} were inserted or updated, its snapshot ${snapshotId} added ${there}`
            : undefined;
      if (wrong === undefined) return [];
      return [
        needsYou('COUNTS_WRONG', `run ${entry.body.runId}`, {
          found: wrong,
          expected:
            'landed = inserted + updated + unchanged + quarantined + repeated + superseded, and as many rows in the tables',
          remedy:
            'look at the run with quayside runs show, at what it changed with quayside tables diff; run its delivery again',
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
