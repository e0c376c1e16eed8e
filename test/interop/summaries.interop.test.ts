import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { runClean } from '../../core/app/clean.ts';
import { runRollback } from '../../core/app/rollback.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { compact } from '../../core/app/table-upkeep.ts';
import { parseHead } from '../../core/journal/chain.ts';
import { Lakehouse } from '../app/lakehouse.ts';
import { findPython, probe } from './pyiceberg.ts';

const python = findPython();
const text = z.record(z.string(), z.string());
const answer = z.array(
  z.object({
    snapshot: z.string(),
    operation: z.string(),
    parentKnown: z.boolean(),
    summary: text,
    counted: text,
  }),
);
type Snapshots = z.infer<typeof answer>;

const table = 'supply_chain.dim_suppliers_v1';
const own = (summary: z.infer<typeof text>, isOurs: boolean): z.infer<typeof text> =>
  Object.fromEntries(Object.entries(summary).filter(([key]) => key.startsWith('quayside.') === isOurs));

const rows = (from: number, to: number, name: string, day: string): readonly string[] =>
  Array.from({ length: to - from }, (_, index) => `S-${from + index},${name},2026-11-${day}`);

describe.skipIf(python === undefined)('summaries of snapshots', () => {
  test('count what PyIceberg counts in the manifests, and say where each change came from', {
    timeout: 240_000,
  }, async () => {
    await using lake = await Lakehouse.open();
    const { host, workspace } = lake;
    const ask = async (name: string): Promise<Snapshots> =>
      answer.parse(await probe(python ?? '', workspace, 'summaries', name));
    const seen: Snapshots[number][] = [];
    /** Of all tables, the snapshots that are new; each is checked once, while its parent is there. */
    const fresh = async (name = table): Promise<Snapshots> => {
      const found = (await ask(name)).filter(
        (one) => !seen.some(({ snapshot }) => snapshot === one.snapshot),
      );
      for (const one of found) {
        seen.push(one);
        expect(one.parentKnown).toBe(true);
        expect({ of: one.operation, ...own(one.summary, false) }).toEqual({
          of: one.operation,
          ...one.counted,
        });
      }
      return found;
    };
    const run = async (name: string, lines: readonly string[], tenant = 'acme') => {
      const result = await lake.run(tenant, await lake.suppliers(name, lines));
      return { result, snapshots: await fresh() };
    };

    const first = await run('a', rows(0, 60, 'Hafen', '01'));
    const globex = await run('g', rows(0, 5, 'Werft', '01'), 'globex');
    const few = await run('b', rows(0, 4, 'Kran', '02'));
    const more = await run('c', rows(4, 9, 'Kran', '03'));
    const many = await run('d', rows(10, 60, 'Kai', '04'));
    expect(
      [first, globex, few, more, many].map(({ snapshots }) => snapshots.map((one) => one.operation)),
    ).toEqual([['append'], ['append'], ['overwrite'], ['overwrite'], ['overwrite']]);
    expect(few.snapshots[0]?.counted).toMatchObject({ 'added-records': '4', 'added-position-deletes': '4' });
    expect(many.snapshots[0]?.counted['deleted-data-files']).toBeDefined();
    for (const { result, snapshots } of [first, globex, few, more, many]) {
      expect(own(snapshots[0]?.summary ?? {}, true)).toMatchObject({
        'quayside.run-id': result.runId,
        'quayside.delivery-id': result.deliveryId,
        'quayside.evaluation-id': expect.stringMatching(/^[0-9a-f]{64}$/),
        'quayside.tenant': result.tenant,
        'quayside.batch-id': expect.stringMatching(/^[0-9a-f]{64}$/),
        'quayside.contract': 'suppliers 1.0.0',
      });
    }

    await runRollback(host, { workspace, tenant: 'acme', target: { runId: more.result.runId } });
    const [back] = await fresh();
    expect(own(back?.summary ?? {}, true)).toMatchObject({
      'quayside.purpose': 'rollback',
      'quayside.tenant': 'acme',
      'quayside.contract': 'suppliers 1.0.0',
    });
    await compact(host, { workspace, table });
    const [compacted] = await fresh();
    expect(compacted?.operation).toBe('replace');
    expect(own(compacted?.summary ?? {}, true)).toMatchObject({
      'quayside.purpose': 'compaction',
      'quayside.contract': 'suppliers 1.0.0',
    });
    expect(compacted?.counted['total-records']).toBe('65');
    await run('e', rows(0, 3, 'Mole', '05'));

    await runClean(host, { workspace, tenant: 'acme' });
    // Its parent held the tenant's rows and is forgotten: what was removed cannot be counted any more, what is left can.
    const cleaned = (await ask(table)).at(-1);
    if (cleaned !== undefined) seen.push(cleaned);
    const totals = Object.entries(cleaned?.counted ?? {}).filter(([key]) => key.startsWith('total-'));
    expect(cleaned?.summary).toMatchObject(Object.fromEntries(totals));
    expect(cleaned?.summary).toMatchObject({
      'deleted-records': expect.any(String),
      'total-records': '5',
      'quayside.purpose': 'clean',
      'quayside.tenant': 'acme',
      'quayside.contract': 'suppliers 1.0.0',
    });
    const next = await run('f', rows(5, 7, 'Werft', '06'), 'globex');
    expect(next.snapshots).toHaveLength(1);

    await using open = await Workspace.open(host, workspace);
    const heads = seen.map((one) => parseHead(one.summary['quayside.journal-head'] ?? ''));
    expect(heads.every((head) => head !== undefined)).toBe(true);
    const verified = await open.journal.verify(heads.flatMap((head) => head ?? []));
    expect(verified.faults).toEqual([]);
  });

  test('of quarantine tables too, where rows come, take a place and are closed', {
    timeout: 240_000,
  }, async () => {
    await using lake = await Lakehouse.open();
    const quarantine = 'supply_chain.quarantine_suppliers_v1';
    const bad = rows(0, 12, '', '01');
    await lake.run('acme', await lake.suppliers('a', bad));
    await lake.run('acme', await lake.suppliers('b', rows(2, 3, 'Hafen', '02')));
    await lake.run('acme', await lake.suppliers('c', rows(0, 12, 'Hafen', '03')));
    const found = answer.parse(await probe(python ?? '', lake.workspace, 'summaries', quarantine));
    expect(found).toHaveLength(3);
    for (const one of found) expect(own(one.summary, false)).toEqual(one.counted);
    expect(found.map(({ counted }) => counted['total-position-deletes'])).toEqual(['0', '1', '0']);
  });
});
