import { mkdir } from 'node:fs/promises';
import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import { countryCellsPath, loadCodeLists } from '../../core/contract/code-lists.ts';
import { planReading } from '../../core/contract/plan-reading.ts';
import { rawOfTexts, textsOf, typedSelect, usualSelect } from '../../core/contract/typed.sql.ts';
import type { Duck } from '../../core/duck/duck.ts';
import { receive } from '../../core/landing/receive.ts';
import { judge } from '../../core/rules/judge.ts';
import { join as joined, type Sql, sql } from '../../core/sql/sql.ts';
import type { RandomDelivery } from './arbitraries.ts';
import { asOf, extractedAt, givenSource, tenant } from './clean-rows.ts';
import { verdictsOf } from './sql-verdicts.ts';
import type { JudgedRow, RawRow, SeenKey, SilverKey } from './types.ts';

/**
 * The pipeline's verdicts on the files of a folder, from landing over reading to the rules, with what a random delivery says of the
 * tenant's past. Its sequence and its being a change feed are put in where landing would have found them.
 */
export async function judgeInSql(
  duck: Duck,
  folder: string,
  scratch: string,
  delivery: RandomDelivery,
): Promise<ReadonlyMap<DatasetName, readonly JudgedRow[]>> {
  const { silver, seen, severities, changeFeed, timezone } = delivery;
  const codeLists = await loadCodeLists();
  const request = {
    tenant,
    timezone,
    asOf: new Date(asOf),
    extractedAt: new Date(extractedAt),
    dataSource: givenSource,
  };
  await mkdir(scratch, { recursive: true });
  const { batches } = await receive(duck, { ...request, sources: [folder], kind: 'delta', scratch }, {});
  const datasets = batches.map(({ dataset, columns, relation, rowId, hasSequence }) => {
    const contract = contracts[dataset];
    const plan = planReading(contract, columns, { ...request, hasSequence });
    const raw = sequenced(relation, delivery[dataset]);
    const typed = (from: Sql): Sql => sql`(${typedSelect(contract, plan, from, codeLists, request)})`;
    const usual = usualSelect(contract, plan, raw, codeLists, { ...request, withTexts: true });
    const others = (rows: Sql): Sql => typed(rawOfTexts(plan, rows, rowId));
    const only = (selection: Sql) =>
      typed(sql`(SELECT * FROM ${raw} SEMI JOIN ${selection} USING (file_no, row_no))`);
    return {
      contract,
      rows: typed(raw),
      only,
      // However few rows can go it: most cells here are hostile.
      usual:
        usual === undefined
          ? undefined
          : { rows: sql`(${usual})`, rowId, texts: textsOf(plan), others, atMost: 1 },
      changeFeed,
    };
  });
  await judge(
    duck,
    {
      tenant,
      asOf: request.asOf,
      severities,
      codeLists,
      countryCells: sql`read_parquet(${countryCellsPath()})`,
      silver: { suppliers: silverRelation(silver.suppliers), parts: silverRelation(silver.parts) },
      seen: { suppliers: seenRelation(seen.suppliers), parts: seenRelation(seen.parts) },
      datasets,
    },
    {},
  );
  const verdicts = new Map<DatasetName, readonly JudgedRow[]>();
  for (const { contract, rows } of datasets) {
    verdicts.set(contract.dataset, await verdictsOf(duck, contract, rows));
  }
  return verdicts;
}

function sequenced(raw: Sql, rows: readonly RawRow[]): Sql {
  const times = rows.flatMap(({ rowNo, extractedAt: at }) =>
    typeof at === 'string' ? [sql`WHEN ${rowNo} THEN ${at}::TIMESTAMPTZ`] : [],
  );
  if (times.length === 0) return raw;
  return sql`(SELECT * REPLACE (CASE row_no ${joined(times, ' ')} END AS extracted_at) FROM ${raw})`;
}

const silverRelation = (keys: readonly SilverKey[]): Sql =>
  sql`(SELECT * FROM (VALUES ${[
    sql`(NULL::VARCHAR, NULL::VARCHAR, NULL::VARCHAR)`,
    ...keys.map(({ id, code, dataSource }) => sql`(${id}, ${code}, ${dataSource})`),
  ]}) AS silver(key, business_key, data_source) WHERE key IS NOT NULL)`;

const seenRelation = (keys: readonly SeenKey[]): Sql =>
  sql`(SELECT * FROM (VALUES ${[
    sql`(NULL::VARCHAR, NULL::TIMESTAMPTZ)`,
    ...keys.map(({ id, newest }) => sql`(${id}, ${newest}::TIMESTAMPTZ)`),
  ]}) AS seen(key, newest) WHERE key IS NOT NULL)`;
