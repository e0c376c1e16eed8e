import { metadataVersion } from '../iceberg/commit/stage-table.ts';
import type { TableFiles } from '../iceberg/storage/table-files.ts';
import type { Table } from '../iceberg/table.ts';

/** Mirrored versions kept: as many as the metadata's own log. */
const kept = 100;

const folderOf = (table: Table): string => `${table.metadata.location.replace(/\/+$/, '')}/metadata`;

/**
 * Copies a table's metadata to `vN.metadata.json` and points `version-hint.text` to it, for readers that take a table by its folder.
 * Not the truth: the catalog is. Best effort: the commit has already taken place, and the next one mirrors again.
 */
export async function mirror(table: Table): Promise<void> {
  const version = metadataVersion(table.metadataLocation) + 1;
  const folder = folderOf(table);
  const { files } = table;
  try {
    await files.put(`${folder}/v${version}.metadata.json`, await files.read(table.metadataLocation));
    if ((await hintedVersion(files, folder)) < version) {
      await files.put(`${folder}/version-hint.text`, Buffer.from(String(version)));
    }
    if (version > kept) await files.delete(`${folder}/v${version - kept}.metadata.json`);
  } catch {
    // Nothing depends on the mirror.
  }
}

/** Takes the mirror of a dropped table away, so that readers of its folder do not find it any more. */
export async function removeMirror(table: Table): Promise<void> {
  const folder = folderOf(table);
  const listed = await table.files.list(folder);
  const names = /\/(?:v\d+\.metadata\.json|version-hint\.text)$/;
  await Promise.allSettled(
    listed.filter(({ location }) => names.test(location)).map(({ location }) => table.files.delete(location)),
  );
}

async function hintedVersion(files: TableFiles, folder: string): Promise<number> {
  try {
    const version = Number(Buffer.from(await files.read(`${folder}/version-hint.text`)).toString());
    return Number.isInteger(version) ? version : 0;
  } catch {
    return 0;
  }
}
