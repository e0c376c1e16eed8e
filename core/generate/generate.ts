import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { datasetNames } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import type { Duck } from '../duck/duck.ts';
import { ident, sql } from '../sql/sql.ts';
import { type Dictionary, dictionaryTable, loadDictionary } from './dictionary.ts';
import { OutputFolder } from './output-folder.ts';
import {
  checkRequest,
  type GeneratedFile,
  type GeneratedTenant,
  type GenerateRequest,
  type GenerateResult,
} from './request.ts';
import { planTenant } from './tenant-plan.ts';
import { factsMetadata, readTruthFacts, type TruthFacts } from './truth-facts.ts';
import { copyCsv, copyParquet, copyRowNumbers } from './copy.sql.ts';

export type { GenerateRequest, GenerateResult } from './request.ts';

/** Changes with everything that changes a byte of what is generated. */
const generatorVersion = '2';

/**
 * Writes suppliers, parts and truth.parquet into the request's folder, several tenants each into a folder of their own. The same
 * version, seed, sizes, rates, tenants and logical time give the same bytes, whatever the threads; a row does not depend on how
 * many there are. Nothing of a tenant is replaced before all of its files are whole.
 */
export async function generate(
  duck: Duck,
  request: GenerateRequest,
  work: Work = {},
): Promise<GenerateResult> {
  checkRequest(request);
  const dictionary = await loadDictionary();
  await duck.run(dictionaryTable(dictionary, dictionaryName));
  try {
    const tenants: GeneratedTenant[] = [];
    for (const tenant of request.tenants) {
      tenants.push(await generateTenant(duck, request, tenant, dictionary, work));
    }
    return { tenants };
  } finally {
    await duck.run(sql`DROP TABLE IF EXISTS ${dictionaryName}`);
  }
}

const dictionaryName = ident('quayside_generation_dictionary');

async function generateTenant(
  duck: Duck,
  request: GenerateRequest,
  tenant: string,
  dictionary: Dictionary,
  { signal, progress }: Work,
): Promise<GeneratedTenant> {
  const { suppliers, parts, format, out, seed, logicalTime } = request;
  const folder = request.tenants.length > 1 ? join(out, tenant) : out;
  const facts = { version: generatorVersion, tenant, seed: `${seed}`, suppliers, parts, format, logicalTime };
  const copy = format === 'csv' ? copyCsv : copyParquet;
  const before = await readTruthFacts(duck, join(folder, truthName)).catch(() => undefined);
  if (before === undefined) await refuseOthersFiles(folder);
  await using output = await OutputFolder.open(folder);
  const rowFile = output.scratchPath('rows.parquet');
  await duck.run(copyRowNumbers(Math.max(suppliers, parts), rowFile), signal);
  const queries = planTenant(request, tenant, dictionary, {
    rows: sql`read_parquet(${rowFile})`,
    dictionary: dictionaryName,
  });
  const write = async (dataset: DatasetName | 'truth', rows?: number): Promise<GeneratedFile> => {
    const stage = `${tenant}: ${dataset}`;
    progress?.({ stage, ...(rows === undefined ? {} : { rows: 0, total: rows }) });
    const name = dataset === 'truth' ? truthName : `${dataset}.${format}`;
    const scratch = output.scratchPath(name);
    await duck.run(
      dataset === 'truth'
        ? copyParquet(queries.truth, scratch, factsMetadata(facts))
        : copy(queries[dataset], scratch),
      signal,
    );
    const written = rows ?? (await countRows(duck, scratch));
    progress?.({ stage, rows: written, total: written });
    return { dataset, path: join(folder, name), rows: written };
  };
  const files = [await write('suppliers', suppliers), await write('parts', parts), await write('truth')];
  await output.publish(
    files.map(({ path }) => basename(path)),
    filesOfOtherFormat(before, format),
  );
  return { tenant, folder, files };
}

const truthName = 'truth.parquet';

async function countRows(duck: Duck, path: string): Promise<number> {
  const { rows } = await duck.row(
    sql`SELECT num_rows AS rows FROM parquet_file_metadata(${path})`,
    z.object({ rows: z.coerce.number() }),
  );
  return rows;
}

/** What an earlier run left in another format would be read together with the new files. */
function filesOfOtherFormat(before: TruthFacts | undefined, format: string): string[] {
  if (before === undefined || before.format === format) return [];
  return datasetNames.map((dataset) => `${dataset}.${before.format}`);
}

/** Files of our names without our ground truth beside them are somebody's delivery, not ours to replace. */
async function refuseOthersFiles(folder: string): Promise<void> {
  const names = datasetNames.flatMap((dataset) => [`${dataset}.csv`, `${dataset}.parquet`]);
  const there = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const others = there
    .filter((entry) => entry.isFile() && names.includes(entry.name))
    .map(({ name }) => name);
  if (others.length === 0) return;
  throw new QuaysideError(
    'CONFLICT',
    `${folder} holds ${others.join(', ')} without a ground truth that names them as generated; nothing was written. Name another folder, or move the files away.`,
    { parameters: { folder, files: others } },
  );
}
