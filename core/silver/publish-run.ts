import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { NewRecord } from '../../contracts/journal/record.ts';
import type { Work } from '../base/progress.ts';
import { inStage, type StageFacts } from '../base/stage.ts';
import type { Duck } from '../duck/duck.ts';
import { onConnections } from '../duck/on-connections.ts';
import type { Stamps, Table } from '../iceberg/table.ts';
import { sql } from '../sql/sql.ts';
import { type AuditRequest, audit } from './audit.ts';
import { explainDuplicates } from './duplicates.ts';
import type { FullPolicy } from './full.ts';
import type { Holding } from './holding.ts';
import { type PublicationFacts, type Published, publish } from './publish.ts';
import type { QuarantineFacts } from './quarantine.sql.ts';
import { type WrittenSeen, writeSeen } from './seen.ts';
import { type ChangeCounts, type StagedDataset, type StageOptions, stageDataset } from './stage.ts';
import type { JudgedRows } from './upsert.sql.ts';
import { digestOf, mayHaveTakenPlace, type PublishPlace } from './transaction.ts';
import { usesOf } from './uses.ts';
import { silverTables } from './working-tables.ts';

/** One judged dataset of a run. */
interface RunDataset {
  readonly holding: Holding;
  readonly rows: JudgedRows;
  readonly objects: QuarantineFacts['objects'];
}

export interface PublishRun {
  readonly place: PublishPlace;
  readonly facts: PublicationFacts;
  readonly now: Date;
  readonly datasets: readonly RunDataset[];
  /** Whether datasets are written at the same time, which takes more memory. */
  readonly atOnce: boolean;
  /** What the tenant has of all datasets. */
  readonly holdings: readonly Holding[];
  /** Of a full delivery. */
  readonly full?: FullPolicy;
  readonly enforces: AuditRequest['enforces'];
  /** Records that go into the journal together with the outcome. It comes after the commit point: it must not fail. */
  readonly settle: (counts: CountsByDataset, published: Published) => readonly NewRecord[];
  /** Called when all rows have been read and nothing is published: throws where it must not be. */
  readonly check: (counts: CountsByDataset) => Promise<void> | void;
}

export type CountsByDataset = ReadonlyMap<DatasetName, ChangeCounts>;

/** Write, audit, publish: the whole way of judged rows into the tables. A run that fails leaves the tables as they were. */
export async function publishRun(duck: Duck, run: PublishRun, work: Work = {}): Promise<CountsByDataset> {
  const { signal, progress } = work;
  const { place, facts } = run;
  const stamps = recording(place.stamps);
  const seen: WrittenSeen[] = [];
  try {
    const staged = await onConnections(
      duck,
      run.datasets,
      { ...run, signal },
      async (own, dataset, either) => {
        const { holding, rows } = dataset;
        const name = holding.contract.dataset;
        progress?.({ stage: `writing ${name}` });
        const one = await inStage(work, 'write', { dataset: name }, async (note) => {
          const quarantine = {
            tenant: facts.tenant,
            runId: facts.runId,
            now: run.now,
            objects: dataset.objects,
          };
          const options = { stamps, signal: either, full: fullOf(run, holding) };
          const written = await stageDataset(own, holding, rows, quarantine, options);
          note(writtenFacts(written));
          return written;
        });
        const path = join(
          place.workspace,
          seenFolder,
          facts.tenant,
          `${name}-${facts.publicationId}.parquet`,
        );
        const { batchId } = rows;
        const { unchanged } = one.counts;
        const news = { dataset: name, unchanged, batchId, before: holding.seenPath, path };
        const file = await writeSeen(own, news, either);
        if (file !== undefined) seen.push(file);
        return one;
      },
    );
    const counts = new Map(staged.map((one) => [one.dataset, one.counts]));
    await run.check(counts);
    progress?.({ stage: 'auditing' });
    const digests = digestsOf(staged);
    await inStage(work, 'audit', {}, () => audit(duck, { ...run, staged }, signal));
    progress?.({ stage: 'publishing' });
    const settle = (published: Published) => run.settle(counts, published);
    await inStage(work, 'publish', {}, async (note) => {
      const { changed } = await publish(place, facts, { staged, seen, digests }, settle, signal);
      note({ status: changed ? 'published' : 'unchanged' });
    });
    await forgetOldSeen(run.datasets, seen);
    return counts;
  } catch (cause) {
    await discard(run, stamps.used, seen, cause);
    const explained = explainDuplicates(duck, place.journal, run.holdings, cause);
    throw (await explained.catch(() => undefined)) ?? cause;
  } finally {
    for (const { holding } of run.datasets) {
      for (const table of Object.values(silverTables(holding.contract.dataset))) {
        await duck.run(sql`DROP TABLE IF EXISTS ${table}`);
      }
    }
  }
}

/** Of the files that the run adds, by local path: made while the audit reads them. */
function digestsOf(staged: readonly StagedDataset[]): ReadonlyMap<string, Promise<string>> {
  const added = staged.flatMap(({ silver, quarantine }) =>
    [silver, quarantine].flatMap(({ table, change }) =>
      change.add
        .filter(({ sequenceNumber }) => sequenceNumber === undefined)
        .map(({ file }) => table.files.pathOf(file.location)),
    ),
  );
  const digests = new Map(added.map((path) => [path, digestOf(path)]));
  // Where the audit fails nobody asks for them.
  for (const digest of digests.values()) digest.catch(() => undefined);
  return digests;
}

/** Without rows and bytes of files that were only rewritten. */
function writtenFacts({ counts, written }: StagedDataset): StageFacts {
  const files = [...written.silver, ...written.quarantine];
  const { inserted, updated, unchanged, quarantined } = counts;
  return {
    inserted,
    updated,
    unchanged,
    quarantined,
    files: files.length,
    rows: files.reduce((sum, file) => sum + file.records, 0),
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
  };
}

/** Where rows of silver and of the run refer to a dataset's keys. */
function fullOf({ full, datasets, holdings }: PublishRun, { contract }: Holding): StageOptions['full'] {
  if (full === undefined) return undefined;
  const uses = usesOf(contract, holdings, (other) =>
    datasets.filter(({ holding }) => holding === other).map(({ rows }) => rows.typed),
  );
  return { policy: full, uses };
}

/** Relative to the workspace. */
const seenFolder = 'lake/cdf-silver/seen';

/** Best effort: a file that stays is referred to by nothing. */
async function forgetOldSeen(datasets: readonly RunDataset[], seen: readonly WrittenSeen[]): Promise<void> {
  const old = datasets
    .filter(({ holding }) => seen.some(({ dataset }) => dataset === holding.contract.dataset))
    .flatMap(({ holding }) => holding.seenPath ?? []);
  await Promise.allSettled(old.map((path) => rm(path, { force: true })));
}

/**
 * Best effort: what stays behind is an orphan that upkeep removes. After the commit the files are the table's; whether it took place
 * is in the journal, and where that does not say it, they stay.
 */
async function discard(
  { place, facts, datasets }: PublishRun,
  used: ReadonlySet<string>,
  seen: readonly WrittenSeen[],
  cause: unknown,
): Promise<void> {
  if (mayHaveTakenPlace(place, facts.publicationId, cause)) return;
  const tables = datasets.flatMap(({ holding }) => [holding.silverPlan.table, holding.quarantinePlan.table]);
  await Promise.allSettled([
    ...tables.map((table) => removeWritten(table, used)),
    ...seen.map(({ path }) => rm(path, { force: true })),
  ]);
}

/** Also what a write that broke off left behind. */
export async function removeWritten({ metadata, files }: Table, used: ReadonlySet<string>): Promise<void> {
  const listed = await files.list(`${metadata.location}/data`);
  const own = listed.filter(({ location }) => used.has(basename(location).slice(0, uuidLength)));
  await Promise.allSettled(own.map(({ location }) => files.delete(location)));
}

const uuidLength = 36;

/** Stamps that remember the uuids they gave: data files' names begin with one. */
export function recording(stamps: Stamps): Stamps & { readonly used: ReadonlySet<string> } {
  const used = new Set<string>();
  const uuid = (): string => {
    const given = stamps.uuid();
    used.add(given);
    return given;
  };
  return { now: () => stamps.now(), snapshotId: () => stamps.snapshotId(), uuid, used };
}
