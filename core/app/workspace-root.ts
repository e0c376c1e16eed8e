import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { QuaysideError } from '../base/errors.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { canonicalLocation, localPathOf } from '../iceberg/storage/location.ts';
import { tableText } from '../iceberg/table.ts';

/**
 * Throws WORKSPACE_NOT_FOUND where a folder is none, so that who only looks does not make one of a mistyped name; USAGE for what is no
 * folder.
 */
export async function assertWorkspace(path: string): Promise<void> {
  await assertNoFile(path);
  const found = await Promise.all(
    ['journal.sqlite', 'catalog.sqlite'].map((name) => isFile(join(path, name))),
  );
  if (found.includes(true)) return;
  throw new QuaysideError(
    'WORKSPACE_NOT_FOUND',
    `There is no workspace at ${path}: expected a folder with a journal.sqlite in it. Name another one with --workspace; \`quayside run\` makes one.`,
    { parameters: { folder: path } },
  );
}

/** Throws USAGE where something else than a folder has the name of a workspace. */
export async function assertNoFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || found.isDirectory()) return;
  throw new QuaysideError(
    'USAGE',
    `${path} is a file; expected the folder of a workspace. Name its folder with --workspace.`,
    { parameters: { path } },
  );
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

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
