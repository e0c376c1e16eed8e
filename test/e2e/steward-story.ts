import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { visit } from './person.ts';
import { quayside } from './quayside.ts';

/** What a delivery is made of: clean rows, some of which are changed, by SQL over texts. */
interface Wanted {
  readonly tenant: string;
  readonly suppliers: number;
  readonly parts: number;
  /** Expressions by field; `n` is the row's number from 1. */
  readonly change?: {
    readonly suppliers?: Readonly<Record<string, string>>;
    readonly parts?: Readonly<Record<string, string>>;
  };
}

const asOf = '2026-11-24T02:00:00Z';

/** Clean deliveries with known faults put in, for stories of which every number is known beforehand. */
export class Deliveries {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Before anything was changed in it. */
  cleanFile(name: string, dataset: 'suppliers' | 'parts'): string {
    return join(this.#folder, `${name}-clean`, `${dataset}.csv`);
  }

  /** Writes one and gives its folder. The same rows each time, but for what is changed. */
  async make(name: string, { tenant, suppliers, parts, change = {} }: Wanted): Promise<string> {
    const out = join(this.#folder, name);
    const clean = join(this.#folder, `${name}-clean`);
    const sizes = ['--suppliers', `${suppliers}`, '--parts', `${parts}`, '--seed', '4', '--dirty', '0'];
    await quayside('generate', '--tenant', tenant, ...sizes, '--as-of', asOf, '--out', clean);
    await mkdir(out);
    const duck = await (await DuckDBInstance.create()).connect();
    try {
      for (const dataset of ['suppliers', 'parts'] as const) {
        const replaced = Object.entries(change[dataset] ?? {}).map(([field, by]) => `${by} AS ${field}`);
        const columns = replaced.length === 0 ? '*' : `* REPLACE (${replaced.join(', ')})`;
        const rows = `SELECT *, row_number() OVER () AS n FROM read_csv('${this.cleanFile(name, dataset)}', all_varchar = true)`;
        await duck.run(
          `COPY (SELECT * EXCLUDE (n) FROM (SELECT ${columns} FROM (${rows}))) TO '${join(out, `${dataset}.csv`)}' (HEADER)`,
        );
      }
    } finally {
      duck.disconnectSync();
    }
    return out;
  }
}

/** Runs a delivery into the workspace. */
export const deliver = (workspace: string, tenant: string, source: string): Promise<string> =>
  quayside('run', '--workspace', workspace, '--tenant', tenant, '--source', source, '--as-of', asOf);

/** A delivery of clean rows but for its first supplier's country; 40 clean parts name that supplier. */
export function oneSupplierOfForty(deliveries: Deliveries, name: string, tenant: string): Promise<string> {
  const clean = deliveries.cleanFile(name, 'suppliers');
  const supplier = (place: number): string =>
    `(SELECT supplier_id FROM read_csv('${clean}', all_varchar = true) LIMIT 1 OFFSET ${place})`;
  const named = `if(n <= 40, ${supplier(0)}, ${supplier(1)})`;
  const parts = { default_supplier_id: named, qualified_supplier_ids: named };
  return deliveries.make(name, {
    tenant,
    suppliers: 60,
    parts: 60,
    change: { suppliers: { country: `if(n = 1, 'XX', country)` }, parts },
  });
}

/** The tenant's desk with its causes. */
export async function openDesk(page: Page, tenant: string): Promise<void> {
  await visit(page, `quarantine?tenant=${tenant}`);
  await page.getByRole('listbox', { name: 'Causes' }).waitFor();
}

/** What is to be applied, with its effect counted. */
export const pendingOf = (page: Page) => page.getByRole('region', { name: 'Pending change' });

/** The whole way of one supplier that forty parts wait for, on a tenant’s desk that is open; each step sees what the one before made. */
export const oneOfForty = {
  /** One cause of 41 rows. */
  async isOneCause(page: Page): Promise<void> {
    const causes = page.getByRole('listbox', { name: 'Causes' }).getByRole('option');
    await causes.getByText('frees 41 rows').waitFor();
    expect(await causes.count()).toBe(1);
  },

  /** The proposal is taken by its key, its effect is counted before, and it is applied by the same key. */
  async takeProposal(page: Page, title: string): Promise<void> {
    await page.getByRole('listbox', { name: 'Causes' }).getByRole('option').click();
    await page.locator('.ag-cell.cell-error').first().click();
    await page.locator('.desk-proposal').first().waitFor();
    await page.keyboard.press('a');
    const pending = pendingOf(page);
    // Its own reason, and of each part that its default and its qualified supplier are none.
    await pending.getByText(/changes 1 row · clears 81 reasons · creates none/).waitFor();
    await pending.getByText(/frees 1 row · frees 40 rows of the other dataset/).waitFor();
    await page.keyboard.press('a');
    await returnButton(page, 41, title).waitFor();
  },

  /** By keys, faster than what they change is counted. */
  async undoAndRedo(page: Page, title: string): Promise<void> {
    await page.getByRole('heading', { name: 'Quarantine' }).click();
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: 'Nothing to return' }).waitFor();
    await page.getByRole('listbox', { name: 'Causes' }).getByText('frees 41 rows').waitFor();
    await page.keyboard.press('Control+y');
    await returnButton(page, 41, title).waitFor();
  },

  async returnToSilver(page: Page, title: string): Promise<void> {
    await returnButton(page, 41, title).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: `Return ${title} to silver` })
      .click();
    await page.getByText(`41 rows of ${title} are in silver`).waitFor();
    await page.getByRole('button', { name: 'Nothing to return' }).waitFor();
  },
};

const returnButton = (page: Page, rows: number, title: string) =>
  page.getByRole('button', { name: `Return ${rows} rows of ${title} to silver` });

/** Rows of a tenant in silver: suppliers, parts. */
export async function inSilver(workspace: string, tenant: string): Promise<readonly number[]> {
  const count = (table: string): string =>
    `(SELECT count(*)::INTEGER FROM supply_chain.${table} WHERE tenant_id = '${tenant}')`;
  const text = `SELECT ${count('dim_suppliers_v1')} AS suppliers, ${count('dim_parts_v1')} AS parts`;
  const { rows } = counted.parse(
    JSON.parse(await quayside('query', text, '--workspace', workspace, '--json')),
  );
  return rows.flat();
}

const counted = z.object({ rows: z.array(z.tuple([z.number(), z.number()])) });
