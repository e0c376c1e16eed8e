import type { DatasetName } from '../../../contracts/data/dataset.ts';
import type { NotReadReason } from '../delivery.ts';
import { datasetOfFolder, datasetsOfFile, formatOfFile, isResultOfCheck } from './words.ts';

/** What a file's place says: read it as a dataset, or why not. `folder` counts the segments of the folder to name instead of the file. */
export type Claim =
  | { readonly read: DatasetName; readonly tenantsOwn: boolean }
  | { readonly leave: NotReadReason; readonly folder?: number };

/**
 * Judges a file by where it lies. `above` are the names of the source folder's path, `below` those from there to the file, the
 * file's name last. Layouts: a plain folder; `<tenant>/suppliers.csv`; `<tenant>/<dataset>/batch=<id>/…`;
 * `processed/<tenant>/<dataset>/…`. The one place that decides what belongs to a tenant.
 */
export function claimOf(above: readonly string[], below: readonly string[], tenant: string): Claim {
  const folders = below.slice(0, -1);
  const name = below.at(-1) ?? '';
  const owner = ownerOf(above, folders, name, tenant);
  if (owner.kind === 'another') return { leave: "another tenant's", ...depth(owner.depth) };
  if (below.some((segment) => /^[._]/.test(segment) && segment !== tenant)) return { leave: 'hidden' };
  if (isResultOfCheck(name)) return { leave: 'written by an earlier check' };
  const datasets = datasetsOf(name, [...above.slice(-1), ...folders]);
  if (datasets.length > 1) return { leave: 'named for both datasets' };
  const [dataset] = datasets;
  if (dataset === undefined) return { leave: 'not named for a dataset' };
  if (formatOfFile(name) === undefined) return { leave: 'a format that is not read' };
  return { read: dataset, tenantsOwn: owner.kind === 'own' };
}

const depth = (folder: number): { folder?: number } => (folder > 0 ? { folder } : {});

type Owner = { readonly kind: 'own' | 'nobody' } | { readonly kind: 'another'; readonly depth: number };

function ownerOf(above: readonly string[], folders: readonly string[], name: string, tenant: string): Owner {
  const named = tenantByLayout([...above, ...folders]);
  if (named !== undefined) {
    if (named.tenant === tenant) return { kind: 'own' };
    return { kind: 'another', depth: named.at + 1 - above.length };
  }
  if (folders.includes(tenant)) return { kind: 'own' };
  const stranger = folders.findIndex((segment) => !neutral(segment));
  const dataset = folders.findIndex((segment) => datasetOfFolder(segment) !== undefined);
  if (stranger === -1 || (dataset !== -1 && dataset < stranger)) return { kind: 'nobody' };
  // Below a dataset's own folder, folders sort its files; one with files that name a dataset themselves is a tenant's.
  if (datasetOfFolder(above.at(-1) ?? '') !== undefined && datasetsOfFile(name).length === 0)
    return { kind: 'nobody' };
  return { kind: 'another', depth: stranger + 1 };
}

/** The tenant in `processed/<tenant>/<dataset>` or `<tenant>/<dataset>/batch=…`, wherever it stands in the path. */
function tenantByLayout(
  path: readonly string[],
): { readonly tenant: string; readonly at: number } | undefined {
  for (let at = path.length - 2; at >= 0; at -= 1) {
    const [before, tenant, dataset, after] = [path[at - 1], path[at], path[at + 1], path[at + 2]];
    if (tenant === undefined || dataset === undefined || datasetOfFolder(dataset) === undefined) continue;
    if (before === 'processed' || after?.startsWith('batch=') === true) return { tenant, at };
  }
  return undefined;
}

/** Folders that say nothing about a tenant: datasets, dates, `key=value`, the raw zone's own. */
const neutral = (segment: string): boolean =>
  datasetOfFolder(segment) !== undefined ||
  segment === 'processed' ||
  /^[._]/.test(segment) ||
  /^[^=]+=/.test(segment) ||
  /^(19|20)\d{2}([-_.]?\d{2}){0,2}$/.test(segment) ||
  /^\d{1,2}$/.test(segment);

function datasetsOf(name: string, folders: readonly string[]): readonly DatasetName[] {
  const byName = datasetsOfFile(name);
  if (byName.length === 1) return byName;
  const folder = folders.findLast((segment) => datasetOfFolder(segment) !== undefined);
  const byFolder = folder === undefined ? undefined : datasetOfFolder(folder);
  return byFolder === undefined ? byName : [byFolder];
}
