import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetName } from '../../contracts/data/dataset.ts';

/** A tenant of the soak: how many keys it has of each dataset, and what is done to it that the model can follow. */
export interface SoakTenant {
  readonly name: string;
  readonly keys: number;
  /** Gets deliveries in which only times are newer; such a tenant is never rolled back: which of those times stay known is not in the journal. */
  readonly touched: boolean;
}

export const soakTenants: readonly SoakTenant[] = [
  { name: 'ant', keys: 100, touched: false },
  { name: 'bee', keys: 180, touched: true },
  { name: 'cat', keys: 300, touched: false },
  { name: 'dog', keys: 450, touched: false },
  { name: 'eel', keys: 650, touched: true },
  { name: 'fox', keys: 1000, touched: false },
];

/** A row of a delivery, as the model sees it. `value`: what of it is content. */
export interface DeliveredRow {
  readonly key: string;
  readonly value: string;
  /** Milliseconds. */
  readonly time: number;
  readonly valid: boolean;
}

const headers: Readonly<Record<DatasetName, string>> = {
  suppliers: 'supplier_id,legal_name,country,source_timestamp,data_source',
  parts: 'part_id,description,category,source_timestamp,part_number,default_supplier_id,data_source',
};
const categories = ['ELECTRICAL', 'MECHANICAL', 'RAW_MATERIAL', 'OTHER'];
/** Suppliers that every delivery has, for the parts to refer to. */
const anchors = 5;

export interface Spec {
  readonly tenant: SoakTenant;
  /** Unique: part of every value. */
  readonly tag: string;
  readonly time: Date;
  /** Share of the tenant's keys. */
  readonly share: number;
  readonly withParts: boolean;
  readonly draw: () => number;
}

/** Writes a delivery whole; resolves to its folder. Three rows in a hundred fail, one comes twice. */
export async function writeDelivery(root: string, spec: Spec): Promise<string> {
  const { tenant, tag, share, withParts, draw } = spec;
  const time = spec.time.toISOString();
  const suppliers: string[] = [];
  const parts: string[] = [];
  for (let n = 0; n < tenant.keys; n += 1) {
    if (n >= anchors && draw() >= share) continue;
    const fails = n >= anchors && draw() < 0.03;
    const line = `S-${n},${tenant.name} ${tag},${fails ? 'Atlantis' : 'DE'},${time},sap`;
    suppliers.push(line, ...(draw() < 0.01 ? [line] : []));
  }
  for (let n = 0; withParts && n < tenant.keys; n += 1) {
    if (draw() >= share) continue;
    const category = draw() < 0.03 ? 'NOPE' : categories[Math.floor(draw() * categories.length)];
    const line = `P-${n},${tenant.name} ${tag},${category},${time},N-${n},S-${n % anchors},sap`;
    parts.push(line, ...(draw() < 0.01 ? [line] : []));
  }
  return writeFiles(root, tenant.name, tag, { suppliers, parts });
}

/** The rows of another delivery once more, with newer times and nothing else. */
export async function touchDelivery(
  root: string,
  tenant: SoakTenant,
  tag: string,
  of: string,
  time: Date,
): Promise<string> {
  const lines: Partial<Record<DatasetName, readonly string[]>> = {};
  for (const dataset of ['suppliers', 'parts'] as const) {
    lines[dataset] = (await linesOf(of, dataset)).map((line) =>
      line.replace(/20\d\d-[^,]*Z/, time.toISOString()),
    );
  }
  return writeFiles(root, tenant.name, tag, lines);
}

const broken: readonly (readonly [string, string | Buffer])[] = [
  ['suppliers.csv', 'supplier_id,country,source_timestamp\nS-1,DE,2026-11-24T00:00:00Z\n'],
  ['suppliers.csv', Buffer.from([0x73, 0xff, 0xfe, 0x00, 0x2c, 0xc3, 0x28, 0x0a])],
  ['suppliers.parquet', 'PAR1 but only in name'],
  ['notes.txt', 'nothing of a supplier'],
  ['suppliers.csv', ''],
];

/** A delivery that must be refused. */
export async function writeBroken(root: string, tenant: string, tag: string, draw: number): Promise<string> {
  const folder = join(root, tenant, `broken-${tag}`);
  await mkdir(folder, { recursive: true });
  const [name, content] = broken[Math.floor(draw * broken.length)] ?? ['notes.txt', ''];
  await writeFile(join(folder, name), content);
  return folder;
}

async function writeFiles(
  root: string,
  tenant: string,
  tag: string,
  lines: Partial<Record<DatasetName, readonly string[]>>,
): Promise<string> {
  const folder = join(root, tenant, tag);
  const unseen = join(root, `.${tenant}-${tag}`);
  await mkdir(unseen, { recursive: true });
  await mkdir(join(root, tenant), { recursive: true });
  for (const dataset of ['suppliers', 'parts'] as const) {
    const rows = lines[dataset] ?? [];
    if (rows.length > 0)
      await writeFile(join(unseen, `${dataset}.csv`), [headers[dataset], ...rows, ''].join('\n'));
  }
  await rename(unseen, folder);
  return folder;
}

/** Whole deliveries of a tenant, in no order. */
export async function deliveriesOf(root: string, tenant: string): Promise<readonly string[]> {
  const names = await readdir(join(root, tenant)).catch(() => []);
  return names.filter((name) => !name.startsWith('broken-')).map((name) => join(root, tenant, name));
}

/** Rows of a delivery's dataset; undefined where it has none of it. Rows that come twice come twice here too. */
export async function readRows(
  folder: string,
  dataset: DatasetName,
): Promise<readonly DeliveredRow[] | undefined> {
  const lines = await linesOf(folder, dataset);
  if (lines.length === 0) return undefined;
  return lines.map((line) => {
    const [key = '', text = '', word = '', time = ''] = line.split(',');
    const isSupplier = dataset === 'suppliers';
    return {
      key,
      value: isSupplier ? text : `${text} ${word}`,
      time: Date.parse(time),
      valid: isSupplier ? word === 'DE' : word !== 'NOPE',
    };
  });
}

async function linesOf(folder: string, dataset: DatasetName): Promise<readonly string[]> {
  const text = await readFile(join(folder, `${dataset}.csv`), 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(1)
    .filter((line) => line !== '');
}
