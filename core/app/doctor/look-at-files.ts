import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { QuaysideError } from '../../base/errors.ts';
import { stopIfCancelled } from '../../base/progress.ts';
import { literalPath } from '../../iceberg/scan/literal-path.ts';
import { readManifestList } from '../../iceberg/manifest/manifest-list.ts';
import { manifestReader } from '../../iceberg/manifest/manifest-reader.ts';
import type { DataFile } from '../../iceberg/manifest/types.ts';
import { headOf } from '../../iceberg/metadata/lookup.ts';
import { type Table, tableText } from '../../iceberg/table.ts';
import { journalPath } from '../../silver/places.ts';
import { sql } from '../../sql/sql.ts';
import { digestOf } from './digest-of.ts';
import { type Finding, needsYou, plural } from './finding.ts';
import { publicationText } from './look-at-agreement.ts';
import { lookAtSeen } from './look-at-seen.ts';
import type { OpenedPatient } from './patient.ts';

/**
 * Whether every file that any snapshot of a table needs is there with its recorded size, and the files of newest times. With `deep` also
 * whether it holds the bytes that the journal recorded and DuckDB reads as many rows from it as it is said to have.
 */
export async function lookAtFiles(patient: OpenedPatient): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const digests = patient.request.deep === true ? digestsOf(patient) : undefined;
  for (const table of patient.opened.tables) findings.push(...(await lookAtTable(patient, table, digests)));
  return [...findings, ...(await lookAtSeen(patient))];
}

/** A file that a table needs, by whom, and what is known of it. */
interface Needed {
  readonly location: string;
  readonly what: 'manifest list' | 'manifest' | 'data file' | 'delete file';
  readonly bytes: number | undefined;
  readonly file: DataFile | undefined;
  readonly snapshots: Set<bigint>;
}

async function lookAtTable(
  patient: OpenedPatient,
  table: Table,
  digests: ReadonlyMap<string, string> | undefined,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const needed = await neededBy(table, findings, patient);
  let done = 0;
  for (const one of needed.values()) {
    stopIfCancelled(patient.work.signal);
    done += 1;
    patient.work.progress?.({ stage: `files of ${tableText(table.name)}`, rows: done, total: needed.size });
    const fault = (await faultOf(table, one)) ?? (await deepFaultOf(patient, table, one, digests));
    if (fault !== undefined)
      findings.push(
        needsYou(fault.code, journalPath(patient.folder, one.location), told(patient, table, one, fault)),
      );
  }
  return findings;
}

/** Every file that a snapshot reaches. What cannot be read becomes a finding; what it would have named is unknown. */
async function neededBy(
  table: Table,
  findings: Finding[],
  patient: OpenedPatient,
): Promise<ReadonlyMap<string, Needed>> {
  const { metadata, files } = table;
  const read = manifestReader(files);
  const needed = new Map<string, Needed>();
  const add = (location: string, snapshot: bigint, more: Pick<Needed, 'what' | 'bytes' | 'file'>): Needed => {
    const known = needed.get(location) ?? { location, ...more, snapshots: new Set() };
    known.snapshots.add(snapshot);
    needed.set(location, known);
    return known;
  };
  for (const snapshot of metadata.snapshots) {
    const id = snapshot['snapshot-id'];
    const list = add(snapshot['manifest-list'], id, {
      what: 'manifest list',
      bytes: undefined,
      file: undefined,
    });
    const manifests = await reading(list, () => readManifestList(files, snapshot));
    for (const manifest of manifests ?? []) {
      const one = add(manifest.location, id, { what: 'manifest', bytes: manifest.bytes, file: undefined });
      for (const { status, file } of (await reading(one, () => read(manifest))) ?? []) {
        if (status === 'deleted') continue;
        const what = file.content === 'data' ? 'data file' : 'delete file';
        add(file.location, id, { what, bytes: file.bytes, file });
      }
    }
  }
  return needed;

  async function reading<T>(one: Needed, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (cause) {
      if (!(cause instanceof QuaysideError)) throw cause;
      const where = journalPath(patient.folder, one.location);
      const fault = { code: 'FILE_UNREADABLE', found: cause.message } as const;
      // One that is gone is told once, with all that need it.
      if ((await sizeOf(table, one)) !== undefined && !findings.some((finding) => finding.where === where))
        findings.push(needsYou(fault.code, where, told(patient, table, one, fault)));
      return undefined;
    }
  }
}

interface Fault {
  readonly code: 'FILE_MISSING' | 'FILE_CUT' | 'FILE_ALTERED' | 'FILE_UNREADABLE' | 'FILE_ROWS';
  readonly found: string;
}

const sizeOf = ({ files }: Table, { location }: Needed): Promise<number | undefined> =>
  stat(files.pathOf(location)).then(
    ({ size }) => size,
    () => undefined,
  );

async function faultOf(table: Table, one: Needed): Promise<Fault | undefined> {
  const size = await sizeOf(table, one);
  if (size === undefined) return { code: 'FILE_MISSING', found: `no such ${one.what}` };
  if (one.bytes === undefined || one.bytes === size) return undefined;
  return {
    code: 'FILE_CUT',
    found: `a ${one.what} of ${size.toLocaleString('en')} bytes instead of ${one.bytes.toLocaleString('en')}`,
  };
}

const counted = z.object({ rows: z.coerce.number() });

async function deepFaultOf(
  { duck, folder, work }: OpenedPatient,
  { files }: Table,
  { location, what, file }: Needed,
  digests: ReadonlyMap<string, string> | undefined,
): Promise<Fault | undefined> {
  if (digests === undefined || file === undefined) return undefined;
  const path = files.pathOf(location);
  const recorded = digests.get(journalPath(folder, location));
  if (recorded !== undefined && recorded !== (await digestOf(path)))
    return { code: 'FILE_ALTERED', found: `a ${what} with other bytes than were published` };
  try {
    const { rows } = await duck.row(
      sql`SELECT count(*) AS rows FROM read_parquet(${literalPath(path)}, hive_partitioning = FALSE)`,
      counted,
      work.signal,
    );
    return rows === file.records
      ? undefined
      : { code: 'FILE_ROWS', found: `a ${what} with ${plural(rows, 'row')} instead of ${file.records}` };
  } catch (cause) {
    if (!(cause instanceof QuaysideError) || ['CANCELLED', 'OUT_OF_MEMORY'].includes(cause.code)) throw cause;
    return { code: 'FILE_UNREADABLE', found: `a ${what} that DuckDB cannot read: ${cause.message}` };
  }
}

const digestsOf = ({ opened }: OpenedPatient): ReadonlyMap<string, string> =>
  opened.journal.recordedDigests();

/** What is lost with it, and the way out. */
function told(patient: OpenedPatient, table: Table, { snapshots, location, what }: Needed, { found }: Fault) {
  const name = tableText(table.name);
  const head = headOf(table.metadata, 'main');
  const current = head !== undefined && snapshots.has(head['snapshot-id']);
  const path = table.files.pathOf(location);
  const restore = `restore ${path} from a backup`;
  const lost = current
    ? `${name} cannot be read as it is now`
    : `only ${plural(snapshots.size, 'older snapshot')} of ${name} cannot be read`;
  return {
    found: `${found}; ${lost}${publisherOf(patient, location)}`,
    expected: 'every file of every snapshot as it was published',
    remedy: current
      ? `${restore}. Without one nothing brings the rows back here: restore the whole workspace, or run the deliveries into a new one (--workspace)`
      : what === 'data file' || what === 'delete file'
        ? `${restore}, or forget the snapshots that need it: quayside tables expire ${name} --keep 1`
        : restore,
  };
}

/** Whose file it was, where the journal knows. */
function publisherOf({ opened, folder }: OpenedPatient, location: string): string {
  const path = journalPath(folder, location);
  const file = opened.journal.publishedFiles().find((one) => one.path === path);
  const [by] = opened.journal
    .log({ kind: 'publication-outcome', limit: Number.MAX_SAFE_INTEGER })
    .flatMap((entry) =>
      entry.kind === 'publication-outcome' && entry.body.publicationId === file?.publicationId ? [entry] : [],
    );
  return by === undefined ? '' : `. It was published by ${publicationText(by)}`;
}
