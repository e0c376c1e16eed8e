import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { contracts } from '../../contracts/data/contracts.ts';
import { countryCellsPath, loadCodeLists } from '../../core/contract/code-lists.ts';
import { planReading } from '../../core/contract/plan-reading.ts';
import { typedSelect } from '../../core/contract/typed.sql.ts';
import { receive } from '../../core/landing/receive.ts';
import { type JudgeDataset, judge } from '../../core/rules/judge.ts';
import { type Sql, sql } from '../../core/sql/sql.ts';
import { withDuck } from './bench.ts';

const seed = join(import.meta.dirname, '../../../shared/data/seed');
const answers = z.record(
  z.string(),
  z.object({ rows: z.number(), valid: z.number(), codes: z.record(z.string(), z.number()) }),
);
const asOf = new Date('2026-11-24T02:00:00Z');
const tenant = 'tenant_acme';

/** 10,000 suppliers and parts, judged by an independent program. Skipped where ../shared/data/seed is not there. */
test.skipIf(!existsSync(seed)).each(['csv', 'parquet'])('the seed delivery as %s gives exactly its answers', (format) =>
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
        return { contract, rows: typed(batch.relation), changeFeed: batch.changeFeed };
      });
      const countryCells = sql`read_parquet(${countryCellsPath()})`;
      const judgement = await judge(duck, { tenant, asOf, datasets, severities: {}, codeLists, countryCells });
      const expected = answers.parse(JSON.parse(readFileSync(join(seed, 'answers.json'), 'utf8')));
      for (const dataset of ['suppliers', 'parts'] as const) {
        const judged = judgement.datasets[dataset];
        const errors = Object.keys(expected[dataset]?.codes ?? {});
        expect(judged).toMatchObject({ landed: expected[dataset]?.rows, passed: expected[dataset]?.valid });
        expect(judged?.codes).toMatchObject(expected[dataset]?.codes ?? {});
        console.log(judged)
        expect(errors.length).toBeGreaterThan(0);
      }
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }),
);
