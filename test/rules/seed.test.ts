import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import { countryCellsPath, loadCodeLists } from '../../core/contract/code-lists.ts';
import { planReading } from '../../core/contract/plan-reading.ts';
import { typedSelect } from '../../core/contract/typed.sql.ts';
import type { Duck } from '../../core/duck/duck.ts';
import { receive } from '../../core/landing/receive.ts';
import { type JudgeDataset, judge } from '../../core/rules/judge.ts';
import { ident, type Sql, sql } from '../../core/sql/sql.ts';
import { withDuck } from './bench.ts';

const seed = join(import.meta.dirname, '../../../shared/data/seed');
const answers = z.record(
  z.string(),
  z.object({ rows: z.number(), valid: z.number(), codes: z.record(z.string(), z.number()) }),
);
const asOf = new Date('2026-11-24T02:00:00Z');
const tenant = 'tenant_acme';

/** 10,000 suppliers and parts, judged by an independent program. Skipped where ../shared/data/seed is not there. */
test.skipIf(!existsSync(seed)).each(['csv', 'parquet'])(
  'the seed delivery as %s gives exactly its answers',
  (format) =>
    withDuck(async (duck) => {
      const scratch = await mkdtemp(join(tmpdir(), 'quayside-seed-'));
      try {
        const codeLists = await loadCodeLists();
        const sources = ['suppliers', 'parts'].map((name) => join(seed, `${name}.${format}`));
        const delivery = await receive(duck, { tenant, sources, kind: 'delta', scratch }, {});
        const datasets = delivery.batches.map((batch): JudgeDataset => {
          const contract = contracts[batch.dataset];
          const options = { tenant, asOf, timezone: 'UTC' };
          const plan = planReading(contract, batch.columns, { ...options, hasSequence: batch.hasSequence });
          const typed = (raw: Sql): Sql => sql`(${typedSelect(contract, plan, raw, codeLists, options)})`;
          const only = (selection: Sql): Sql =>
            typed(sql`(SELECT * FROM ${batch.relation} SEMI JOIN ${selection} USING (file_no, row_no))`);
          return { contract, rows: typed(batch.relation), only, changeFeed: batch.changeFeed };
        });
        const countryCells = sql`read_parquet(${countryCellsPath()})`;
        const judgement = await judge(duck, {
          tenant,
          asOf,
          datasets,
          severities: {},
          codeLists,
          countryCells,
        });
        const expected = answers.parse(JSON.parse(readFileSync(join(seed, 'answers.json'), 'utf8')));
        for (const dataset of ['suppliers', 'parts'] as const) {
          const { landed, passed, knockOns } = judgement.datasets[dataset] ?? {};
          expect({ rows: landed, valid: passed, codes: await errorsOf(duck, dataset) }).toEqual(
            expected[dataset],
          );
          expect(knockOns).toBe(dataset === 'parts' ? 570 : 0);
        }
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    }),
);

/** Rows in quarantine by the code of their errors. */
async function errorsOf(duck: Duck, dataset: DatasetName): Promise<Record<string, number>> {
  const rows = await duck.rows(
    sql`SELECT code, count(DISTINCT row_id) AS rows FROM ${ident(`violation_${dataset}`)} WHERE severity = 'error' GROUP BY code`,
    z.object({ code: z.string(), rows: z.coerce.number() }),
  );
  return Object.fromEntries(rows.map(({ code, rows: found }) => [code, found]));
}
