import { access } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import { z } from 'zod';
import type { Distribution } from '../../contracts/api/generate.ts';
import { datasetNames } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import type { Duck } from '../duck/duck.ts';
import { type GenerateRequest, generate } from '../generate/generate.ts';
import { intendedFields, type Intended } from '../generate/intended.ts';
import { kinds } from '../generate/kinds.ts';
import type { Sql } from '../sql/sql.ts';
import { barsSql, dirtSql, filesSql } from './generated-distributions.sql.ts';
import { Bench, type Host } from './host.ts';

export interface Drawn {
  readonly distributions: readonly Distribution[];
  readonly dirt: readonly {
    readonly kind: string;
    readonly dataset: DatasetName;
    readonly intended: number;
    readonly drawn: number;
  }[];
  readonly rows: { readonly suppliers: number; readonly parts: number };
}

/** A sample that is drawn now, or a tenant's files in a folder. */
export type DrawnFrom =
  | { readonly sample: GenerateRequest }
  | { readonly folder: string; readonly tenant: string };

/**
 * How generated values are distributed beside what the generator means them to be, without rows that were spoilt; and how many were, by
 * kind. A sample is drawn into scratch and gone afterwards. Throws as `generate`; TRUTH_MISSING for files that were not generated.
 */
export async function generatedDistributions(host: Host, from: DrawnFrom, work: Work = {}): Promise<Drawn> {
  await using bench = await Bench.open(host);
  const { duck } = bench;
  const folder = 'folder' in from ? await folderOf(from) : joinPath(bench.scratch, 'sample');
  if ('sample' in from) {
    const [tenant = 'sample'] = from.sample.tenants;
    await generate(
      duck,
      { ...from.sample, tenants: [tenant], format: 'parquet', out: folder },
      { signal: work.signal },
    );
  }
  const distributions: Distribution[] = [];
  const rows = { suppliers: 0, parts: 0 };
  for (const dataset of datasetNames) {
    const files = await filesSql(folder, dataset);
    const counted = await duck.row(files.count, z.object({ rows: z.coerce.number() }), work.signal);
    rows[dataset] = counted.rows;
    if (counted.rows === 0) continue;
    for (const one of intendedFields.filter((field) => field.dataset === dataset)) {
      const bars = await barsOf(duck, files.clean, one.field, one.intended, work);
      distributions.push({ dataset, field: one.field, kind: one.intended.kind, bars });
    }
  }
  return { distributions, dirt: await dirtOf(duck, folder, from, rows, work), rows };
}

const barRow = z.object({ bar: z.coerce.string().nullable(), rows: z.coerce.number() });

async function barsOf(
  duck: Duck,
  clean: Sql,
  field: string,
  intended: Intended,
  { signal }: Work,
): Promise<Distribution['bars']> {
  const found = await duck.rows(barsSql(clean, field, intended), barRow, signal);
  const total = found.reduce((sum, { rows }) => sum + rows, 0);
  const drawn = new Map(found.map(({ bar, rows }) => [bar ?? '', rows]));
  const rowsOf = (bar: string): number => drawn.get(bar) ?? 0;
  const share = (rows: number): number => (total === 0 ? 0 : rows / total);
  if (intended.kind === 'category') {
    const named = Object.entries(intended.shares).map(([label, of]) => ({
      label,
      intended: of,
      drawn: share(rowsOf(label)),
      rows: rowsOf(label),
    }));
    const rest = total - named.reduce((sum, { rows }) => sum + rows, 0);
    const given = named.reduce((sum, one) => sum + one.intended, 0);
    return intended.rest || rest > 0
      ? [...named, { label: '', intended: Math.max(0, 1 - given), drawn: share(rest), rows: rest }]
      : named;
  }
  const { edges, shareBelow } = intended;
  return edges.slice(0, -1).map((from, at) => {
    const to = edges[at + 1] ?? from;
    const rows = rowsOf(String(at));
    return {
      label: `${from}–${to}`,
      from,
      to,
      intended: Math.max(0, shareBelow(to) - shareBelow(from)),
      drawn: share(rows),
      rows,
    };
  });
}

const dirtRow = z.object({
  kind: z.string(),
  dataset: z.enum(['suppliers', 'parts']),
  rows: z.coerce.number(),
});

async function dirtOf(
  duck: Duck,
  folder: string,
  from: DrawnFrom,
  rows: Drawn['rows'],
  { signal }: Work,
): Promise<Drawn['dirt']> {
  const found = await duck.rows(dirtSql(joinPath(folder, 'truth.parquet')), dirtRow, signal);
  const asked = 'sample' in from ? from.sample : undefined;
  const rates: Readonly<Record<string, number | undefined>> = asked?.kindRates ?? {};
  return datasetNames.flatMap((dataset) => {
    const names = Object.keys(kinds[dataset]);
    return names.map((kind) => {
      const drawn = found.find((one) => one.kind === kind && one.dataset === dataset)?.rows ?? 0;
      const rate = rates[kind] ?? (asked?.dirtyRate ?? 0.06) / names.length;
      return {
        kind,
        dataset,
        intended: asked === undefined ? drawn : Math.round(rate * rows[dataset]),
        drawn,
      };
    });
  });
}

async function folderOf({
  folder,
  tenant,
}: {
  readonly folder: string;
  readonly tenant: string;
}): Promise<string> {
  for (const one of [joinPath(folder, tenant), folder]) {
    const isThere = await access(joinPath(one, 'truth.parquet')).then(
      () => true,
      () => false,
    );
    if (isThere) return one;
  }
  throw new QuaysideError(
    'TRUTH_MISSING',
    `No truth.parquet in ${folder}; expected files that \`quayside generate\` wrote.`,
    { parameters: { folder, tenant } },
  );
}
