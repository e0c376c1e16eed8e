import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { QuaysideError } from '../base/errors.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { canonicalLocation, localPathOf } from '../iceberg/storage/location.ts';
import { tableText } from '../iceberg/table.ts';

type TableLocation = Awaited<ReturnType<Catalog['locations']>>[number];

/** A table of a workspace that was moved, and where the workspace was by it. */
type TableElsewhere = TableLocation & { readonly root: string };

/** The tables that the catalog has somewhere else than in `folder`. Throws TABLE_NOT_SUPPORTED for one that is not in it either. */
export async function tablesElsewhere(catalog: Catalog, folder: string): Promise<readonly TableElsewhere[]> {
  const home = canonicalLocation(folder).replace(/\/+$/, '');
  const found: TableElsewhere[] = [];
  for (const one of await catalog.locations()) {
    const root = await rootOf(one.metadataLocation, home);
    if (root !== undefined && root !== home) found.push({ ...one, root });
    // A table here whose metadata is gone is damaged, not moved.
    if (root === undefined && !canonicalLocation(one.metadataLocation).startsWith(`${home}/`))
      throw notHere(one, folder);
  }
  return found;
}

/**
 * What stands before the part of a location that is a file of `home` now. From its `lake` on, where there is one: a copy in a folder
 * above the original would else be taken for the original.
 */
async function rootOf(location: string, home: string): Promise<string | undefined> {
  if (localPathOf(location) === undefined) return undefined;
  const path = canonicalLocation(location);
  const cuts = [...path.matchAll(/\//g)].map(({ index }) => index);
  for (const cut of [...cuts.filter((at) => path.startsWith('/lake/', at)), ...cuts]) {
    const file = await stat(join(home, path.slice(cut + 1))).catch(() => undefined);
    if (file?.isFile() === true) return path.slice(0, cut);
  }
  return undefined;
}

const notHere = ({ table, metadataLocation }: TableLocation, folder: string): QuaysideError =>
  new QuaysideError(
    'TABLE_NOT_SUPPORTED',
    `The metadata of ${tableText(table)} was at ${metadataLocation}, and ${folder} has no such file; nothing was changed. Copy the rest of the workspace, or take a table that never was in it out of the catalog.`,
    { parameters: { table: tableText(table), path: metadataLocation, folder } },
  );
