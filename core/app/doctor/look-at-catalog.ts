import { join } from 'node:path';
import { QuaysideError } from '../../base/errors.ts';
import { metadataFolder } from '../../iceberg/commit/staging.ts';
import { metadataVersion } from '../../iceberg/commit/stage-table.ts';
import { parseMetadata } from '../../iceberg/metadata/metadata-file.ts';
import { canonicalLocation } from '../../iceberg/storage/location.ts';
import { type Table, tableText } from '../../iceberg/table.ts';
import { journalPath } from '../../silver/places.ts';
import { tablesElsewhere } from '../workspace-root.ts';
import { type Finding, needsYou, repairable } from './finding.ts';
import type { Opened, OpenedPatient } from './patient.ts';
import { formatOf } from './read-format.ts';

/** Whether every table that there should be is in the catalog, with metadata that is here and can be read, and its mirror is true. */
export async function lookAtCatalog(patient: OpenedPatient): Promise<readonly Finding[]> {
  const moved = await movedFindings(patient);
  return [
    ...moved,
    ...(moved.length > 0 ? [] : await unreadFindings(patient)),
    ...lostFindings(patient),
    ...(await mirrorFindings(patient.opened)),
  ];
}

async function movedFindings({ opened, folder }: OpenedPatient): Promise<readonly Finding[]> {
  const remedy = 'quayside workspace relocate, which gives all tables the locations of where they are now';
  try {
    const elsewhere = await tablesElsewhere(opened.catalog, folder);
    return [...Map.groupBy(elsewhere, ({ root }) => root)].map(([root, tables]) =>
      needsYou('WORKSPACE_MOVED', root, {
        found: `the catalog has ${tables.map(({ table }) => tableText(table)).join(', ')} at ${root}: the workspace was moved or copied`,
        expected: `tables in ${folder}`,
        remedy,
      }),
    );
  } catch (cause) {
    if (!(cause instanceof QuaysideError) || cause.code !== 'TABLE_NOT_SUPPORTED') throw cause;
    return [
      needsYou('TABLE_ELSEWHERE', String(cause.parameters['table']), {
        found: cause.message,
        expected: `tables in ${folder}`,
        remedy: `copy the missing part of the workspace here, then ${remedy}`,
      }),
    ];
  }
}

async function unreadFindings({ opened, folder }: OpenedPatient): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { table, metadataLocation, cause } of opened.unread) {
    const format = await formatOf(opened.files, metadataLocation);
    // Told among the versions.
    if (format !== undefined && format !== 2) continue;
    const copy = await soundMirror(opened, metadataLocation);
    const to = opened.files.pathOf(metadataLocation);
    const missing = cause.message.includes('is not there any more');
    findings.push(
      needsYou(missing ? 'METADATA_MISSING' : 'METADATA_DAMAGED', journalPath(folder, metadataLocation), {
        found: missing
          ? `the metadata file of ${table} is gone`
          : `the metadata file of ${table} cannot be read: ${cause.message}`,
        expected: `the file that the catalog names for ${table}`,
        remedy:
          copy === undefined
            ? `restore ${to} from a backup; nothing of the table can be read without it`
            : `its mirror is whole: cp '${copy}' '${to}', then quayside doctor again`,
      }),
    );
  }
  return findings;
}

/** Path of the mirror of a metadata file, where that can be read. */
async function soundMirror({ files }: Opened, metadataLocation: string): Promise<string | undefined> {
  const folder = metadataLocation.slice(0, metadataLocation.lastIndexOf('/'));
  const mirror = `${folder}/v${metadataVersion(metadataLocation) + 1}.metadata.json`;
  try {
    parseMetadata(await files.read(mirror), mirror);
    return files.pathOf(mirror);
  } catch (cause) {
    if (cause instanceof QuaysideError) return undefined;
    throw cause;
  }
}

/** Tables that the journal published and the catalog does not have. */
function lostFindings({ opened, folder }: OpenedPatient): readonly Finding[] {
  const { journal, tables, unread } = opened;
  const known = new Set([...tables.map(({ name }) => tableText(name)), ...unread.map(({ table }) => table)]);
  const published = journal
    .log({ kind: 'publication-outcome', limit: Number.MAX_SAFE_INTEGER })
    .flatMap((entry) =>
      entry.kind === 'publication-outcome' && entry.body.outcome === 'published' ? entry.body.tables : [],
    );
  const lost = new Map(
    published.toReversed().map(({ table, metadataLocation }) => [table, metadataLocation]),
  );
  return [...lost]
    .filter(([table]) => !known.has(table))
    .map(([table, metadataLocation]) =>
      needsYou('TABLE_LOST', table, {
        found: `the journal published rows into it, the catalog has no such table; its metadata was last ${metadataLocation}`,
        expected: 'every table of the journal in the catalog',
        remedy: `restore ${join(folder, 'catalog.sqlite')} from a backup of the same time as the journal`,
      }),
    );
}

/** Readers that take a table by its folder see the mirror, not the catalog. */
async function mirrorFindings({ tables }: Opened): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const table of tables) {
    const found = await mirrorFault(table);
    if (found !== undefined) findings.push(found);
  }
  return findings;
}

async function mirrorFault(table: Table): Promise<Finding | undefined> {
  const { files, metadata, metadataLocation, name } = table;
  const folder = metadataFolder(metadata.location);
  const version = metadataVersion(metadataLocation) + 1;
  // Another program's names carry no version that readers of folders could follow.
  if (version <= 0 || canonicalLocation(metadataLocation).startsWith(`${canonicalLocation(folder)}/v`))
    return undefined;
  const [hint, mirrored, own] = await Promise.all(
    [`${folder}/version-hint.text`, `${folder}/v${version}.metadata.json`, metadataLocation].map((location) =>
      files.read(location).then(
        (bytes) => Buffer.from(bytes),
        () => undefined,
      ),
    ),
  );
  const hinted = Number(hint?.toString() ?? 0);
  if (hinted > version) {
    return needsYou('MIRROR_AHEAD', tableText(name), {
      found: `version-hint.text names version ${hinted}, the catalog has version ${version}: catalog.sqlite may be an older copy`,
      expected: `version ${version} in both`,
      remedy: `restore the newest catalog.sqlite; or, if this one is right, remove ${files.pathOf(`${folder}/version-hint.text`)} and run the doctor again`,
    });
  }
  if (hinted === version && own !== undefined && mirrored?.equals(own) === true) return undefined;
  return repairable('MIRROR_BEHIND', tableText(name), {
    found: `the mirror for readers of the folder shows ${hinted === version ? 'other metadata' : hinted > 0 ? `version ${hinted}` : 'no version'}`,
    expected: `version ${version}, as the catalog has it`,
  });
}
