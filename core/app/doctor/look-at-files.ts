import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { contracts } from '../../../contracts/data/contracts.ts';
import { QuaysideError } from '../../base/errors.ts';
import { stopIfCancelled } from '../../base/progress.ts';
import { literalPath } from '../../iceberg/scan/literal-path.ts';
import { readManifestList } from '../../iceberg/manifest/manifest-list.ts';
import { manifestReader } from '../../iceberg/manifest/manifest-reader.ts';
import type { DataFile } from '../../iceberg/manifest/types.ts';
import { headOf } from '../../iceberg/metadata/lookup.ts';
import { type Table, tableText } from '../../iceberg/table.ts';
import { journalPath, pathFromJournal } from '../../silver/places.ts';
import { sql } from '../../sql/sql.ts';
import { type Finding, needsYou, plural } from './finding.ts';
import type { OpenedPatient } from './patient.ts';

/**
 * Whether every file that any snapshot of a table needs is there with its recorded size, and the files of newest times. With `deep` also
 * whether it holds the bytes that the journal recorded and DuckDB reads as many rows from it as it is said to have.
 */
export async function lookAtFiles(patient: OpenedPatient): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const digests = patient.request.deep === true ? digestsOf(patient) : undefined;
  for (const table of patient.opened.tables) findings.push(...(await lookAtTable(patient, table, digests)));
  return [...findings, ...(await seenFindings(patient))];
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
      findings.push(needsYou(fault.code, journalPath(patient.folder, one.location), told(table, one, fault)));
  }
  return findings;
}

/** Every file that a snapshot reaches. What cannot be read becomes a finding; what it would have named is unknown. */
async function neededBy(
  table: Table,
  findings: Finding[],
  { folder }: OpenedPatient,
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
      const where = journalPath(folder, one.location);
      const fault = { code: 'FILE_UNREADABLE', found: cause.message } as const;
      // One that is gone is told once, with all that need it.
      if ((await sizeOf(table, one)) !== undefined && !findings.some((finding) => finding.where === where))
        findings.push(needsYou(fault.code, where, told(table, one, fault)));
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
    if (!(cause instanceof QuaysideError) || cause.code === 'CANCELLED') throw cause;
    return { code: 'FILE_UNREADABLE', found: `a ${what} that DuckDB cannot read: ${cause.message}` };
  }
}

const digestsOf = ({ opened }: OpenedPatient): ReadonlyMap<string, string> =>
  opened.journal.recordedDigests();

async function digestOf(path: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const piece of createReadStream(path)) digest.update(piece);
  return digest.digest('hex');
}

/** What is lost with it, and the way out. */
function told(table: Table, { snapshots, location }: Needed, { found }: Fault) {
  const name = tableText(table.name);
  const head = headOf(table.metadata, 'main');
  const current = head !== undefined && snapshots.has(head['snapshot-id']);
  const path = table.files.pathOf(location);
  return {
    found: `${found}; ${current ? `${name} cannot be read as it is now` : `only ${plural(snapshots.size, 'older snapshot')} of ${name} cannot be read`}`,
    expected: 'every file of every snapshot as it was published',
    remedy: current
      ? `restore ${path} from a backup; without one, restore the whole workspace, or run all deliveries into a new one (--workspace)`
      : `restore ${path} from a backup, or forget the snapshots that need it: quayside tables expire ${name} --keep 1`,
  };
}

/** The files of newest times that hold now: without them older rows would pass for new ones. */
async function seenFindings({ opened, folder }: OpenedPatient): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const tenant of opened.journal.tenants()) {
    for (const { dataset } of Object.values(contracts)) {
      const file = opened.journal.seenFile(tenant, dataset);
      if (file === undefined) continue;
      const path = pathFromJournal(folder, file.path);
      const there = await stat(path).catch(() => undefined);
      const fault =
        there === undefined
          ? ({ code: 'FILE_MISSING', found: 'no such file of newest times' } as const)
          : (await digestOf(path)) === file.digest
            ? undefined
            : ({
                code: 'FILE_ALTERED',
                found: 'a file of newest times with other bytes than were published',
              } as const);
      if (fault === undefined) continue;
      findings.push(
        needsYou(fault.code, file.path, {
          found: `${fault.found}; runs of ${tenant} cannot tell which ${dataset} are older than what they saw`,
          expected: 'the file as it was published',
          remedy: `restore ${path} from a backup; without one: quayside clean --tenant ${tenant}, then run the tenant's deliveries again`,
        }),
      );
    }
  }
  return findings;
}
