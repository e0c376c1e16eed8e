import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import { Duck } from '../../core/duck/duck.ts';
import { sql } from '../../core/sql/sql.ts';
import { judgeRows } from './judge.ts';
import { loadCells, loadCodeLists } from './load-resources.ts';
import type { JudgedRow, RawRow } from './types.ts';

const seed = fileURLToPath(new URL('../../../shared/data/seed/', import.meta.url));
const answer = z.object({ rows: z.number(), valid: z.number(), codes: z.record(z.string(), z.number()) });
const answers = z.object({ suppliers: answer, parts: answer });

/** The counts of an independent program, which keep the reference itself honest. */
test.skipIf(!existsSync(seed))(
  'the reference counts ../shared/data/seed as its answers.json does',
  async () => {
    await using duck = await Duck.open({ memory: 1024 ** 3, threads: 2, spill: tmpdir() });
    const rowsOf = async (dataset: DatasetName): Promise<readonly RawRow[]> => {
      const rows = await duck.rows(
        sql`SELECT * FROM read_csv(${`${seed}${dataset}.csv`}, all_varchar = true)`,
        z.record(z.string(), z.string().nullable()),
      );
      return rows.map((cells, index) => ({ fileNo: 1, rowNo: index + 1, cells }));
    };
    const judged = judgeRows({
      contracts,
      rows: { suppliers: await rowsOf('suppliers'), parts: await rowsOf('parts') },
      tenant: 'tenant_acme',
      asOf: '2026-11-24T02:00:00Z',
      timezone: 'UTC',
      changeFeed: false,
      severities: {},
      codeLists: await loadCodeLists(),
      cells: await loadCells(duck),
    });
    const expected = answers.parse(JSON.parse(await readFile(`${seed}answers.json`, 'utf8')));
    expect({ suppliers: counted(judged.suppliers), parts: counted(judged.parts) }).toEqual(expected);
  },
);

function counted(rows: readonly JudgedRow[] = []) {
  const errors = rows.flatMap(({ violations }) => violations.filter(({ severity }) => severity === 'error'));
  const byCode = Map.groupBy(errors, ({ code }) => code);
  return {
    rows: rows.length,
    valid: rows.filter(({ disposition }) => disposition === 'passed').length,
    codes: Object.fromEntries([...byCode].map(([code, all]) => [code, all.length])),
  };
}
