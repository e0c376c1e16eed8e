import { randomBytes, randomUUID, createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { contracts, datasetNames } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Severity, ViolationCode } from '../../contracts/data/violation-codes.ts';
import { type Catalog, catalogOver } from '../../core/catalog/catalog.ts';
import { sqlitePointers } from '../../core/catalog/sqlite-pointers.ts';
import { icebergSchema } from '../../core/contract/derived/iceberg-schema.ts';
import { Duck } from '../../core/duck/duck.ts';
import { folderFiles } from '../../core/iceberg/storage/folder-files.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { scanRelation } from '../../core/iceberg/scan/relation.sql.ts';
import type { Stamps } from '../../core/iceberg/table.ts';
import { type Journal, openJournal } from '../../core/journal/journal.ts';
import { judge } from '../../core/rules/judge.ts';
import { keptRows } from '../../core/rules/judging.sql.ts';
import type { FullPolicy } from '../../core/silver/full.ts';
import { type Holding, holdTenant } from '../../core/silver/holding.ts';
import { pathFromJournal } from '../../core/silver/places.ts';
import { type PublishRun, publishRun } from '../../core/silver/publish-run.ts';
import { openTables } from '../../core/silver/tables.ts';
import { keptValues } from '../../core/silver/upsert.sql.ts';
import type { ChangeCounts } from '../../core/silver/stage.ts';
import { ident, type Sql, sql } from '../../core/sql/sql.ts';
import { folderStore } from '../../core/store/folder.ts';
import { codeLists, countryCells } from '../rules/code-lists.ts';
import { asOf, createTyped, type TestRow } from '../rules/typed-rows.ts';

export const acme = 'tenant_acme';
const hex = (text: string): string => createHash('sha256').update(text).digest('hex');

export interface TestRun {
  readonly tenant?: string;
  /** Names the delivery: the same name stands for the same files. */
  readonly batch: string;
  readonly suppliers?: readonly TestRow[];
  readonly parts?: readonly TestRow[];
  readonly asOf?: Date;
  readonly severities?: Readonly<Partial<Record<ViolationCode, Severity>>>;
  readonly full?: FullPolicy;
  /** Changes the request just before it is published. */
  readonly tamper?: (run: PublishRun) => Promise<PublishRun> | PublishRun;
}

export type TestCounts = Readonly<Partial<Record<DatasetName, ChangeCounts & { superseded: number }>>>;

/** A workspace with real tables, catalog and journal; deliveries are judged by the real rules. */
export class Workshop implements AsyncDisposable {
  readonly root: string;
  readonly duck: Duck;
  readonly catalog: Catalog;
  readonly journal: Journal;
  readonly stamps: Stamps;

  private constructor(root: string, duck: Duck) {
    this.root = root;
    this.duck = duck;
    this.stamps = {
      now: Date.now,
      uuid: randomUUID,
      snapshotId: () => (randomBytes(8).readBigUInt64LE() >> 1n) | 1n,
    };
    this.catalog = catalogOver(sqlitePointers(join(root, 'catalog.sqlite')), {
      files: folderFiles(folderStore(root)),
      warehouse: `file://${root}/lake/cdf-silver`,
      stamps: this.stamps,
    });
    this.journal = openJournal(join(root, 'journal.sqlite'), {
      clock: () => new Date(),
      actor: 'ada',
      newId: randomUUID,
    });
  }

  static async open(): Promise<Workshop> {
    const root = await mkdtemp(join(tmpdir(), 'quayside-silver-'));
    return new Workshop(
      root,
      await Duck.open({ memory: 512 * 1024 ** 2, threads: 2, spill: join(root, 'spill') }),
    );
  }

  async run(request: TestRun): Promise<TestCounts> {
    const { tenant = acme, batch } = request;
    const lease = this.journal.acquireLease({ tenant, operation: 'run', seconds: 60 });
    try {
      const holdings: Holding[] = [];
      for (const name of datasetNames) {
        const contract = contracts[name];
        const tables = await openTables(this.catalog, { contract, fields: icebergSchema(contract).fields });
        const seen = this.journal.seenFile(tenant, name)?.path;
        const seenPath = seen === undefined ? undefined : pathFromJournal(this.root, seen);
        holdings.push(
          await holdTenant(this.duck, contract, tables, {
            tenant,
            batchId: `${batch}-${name}`,
            seenPath,
            auditedSnapshot: this.journal.auditedSnapshot(tenant, contract.silverTable),
          }),
        );
      }
      const delivered = datasetNames.filter((name) => request[name] !== undefined);
      const typed = new Map<DatasetName, Sql>();
      for (const name of delivered) {
        const table = await createTyped(this.duck, name, request[name] ?? []);
        await this.duck.run(sql`UPDATE ${table} SET row_id = ${batch} || ' ' || row_id`);
        typed.set(name, table);
      }
      const judgement = await judge(this.duck, {
        tenant,
        asOf: request.asOf ?? asOf,
        severities: request.severities ?? {},
        codeLists,
        countryCells,
        silver: Object.fromEntries(holdings.map(({ contract, silver }) => [contract.dataset, silver])),
        seen: Object.fromEntries(holdings.map(({ contract, seen }) => [contract.dataset, seen])),
        datasets: delivered.map((name) => ({
          contract: contracts[name],
          rows: typed.get(name) ?? sql``,
          changeFeed: false,
          keep: keptValues(contracts[name]),
        })),
      });
      const run: PublishRun = {
        place: {
          catalog: this.catalog,
          journal: this.journal,
          stamps: this.stamps,
          lease,
          workspace: this.root,
        },
        facts: {
          publicationId: randomUUID(),
          tenant,
          runId: randomUUID(),
          deliveryId: hex(batch),
          evaluationId: hex(batch),
          inputs: [hex(batch)],
          batches: Object.fromEntries(delivered.map((name) => [name, `${batch}-${name}`])),
        },
        now: new Date(),
        datasets: delivered.map((name) => ({
          holding: holdings.find(({ contract }) => contract.dataset === name) ?? never(),
          rows: {
            typed: typed.get(name) ?? sql``,
            writtenOf: (selection) =>
              sql`(FROM ${typed.get(name) ?? sql``} SEMI JOIN ${selection} USING (file_no, row_no))`,
            typedOf: (selection) =>
              sql`(FROM ${typed.get(name) ?? sql``} SEMI JOIN ${selection} USING (file_no, row_no))`,
            kept: keptRows(name, keptValues(contracts[name])),
            verdicts: ident(`verdict_${name}`),
            violations: ident(`violation_${name}`),
            batchId: `${batch}-${name}`,
          },
          objects: [{ fileNo: 1, path: `${batch}.csv`, digest: hex(batch) }],
        })),
        atOnce: true,
        holdings,
        ...(request.full === undefined ? {} : { full: request.full }),
        enforces: () => true,
        check: () => undefined,
        settle: () => [],
      };
      const counts = await publishRun(this.duck, (await request.tamper?.(run)) ?? run);
      return Object.fromEntries(
        [...counts].map(([name, found]) => [
          name,
          { ...found, superseded: judgement.datasets[name]?.superseded ?? 0 },
        ]),
      );
    } finally {
      this.journal.releaseLease(lease);
    }
  }

  /** Rows of a table as text, by an expression over its columns, sorted. */
  async texts(name: string, expression: Sql): Promise<readonly (string | null)[]> {
    const table = await this.catalog.load({ namespace: 'supply_chain', name });
    const rows = await this.duck.rows(
      sql`SELECT (${expression})::VARCHAR AS found FROM ${scanRelation(await planScan(table))} ORDER BY found`,
      z.object({ found: z.string().nullable() }),
    );
    return rows.map(({ found }) => found);
  }

  /** Snapshots of all tables, oldest first within a table. */
  async snapshots(): Promise<Readonly<Record<string, readonly string[]>>> {
    const found: Record<string, readonly string[]> = {};
    for (const name of await this.catalog.list('supply_chain')) {
      const { metadata } = await this.catalog.load(name);
      found[name.name] = metadata.snapshots.map((snapshot) => String(snapshot['snapshot-id']));
    }
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.journal[Symbol.dispose]();
    await this.catalog[Symbol.asyncDispose]();
    await this.duck[Symbol.asyncDispose]();
    await rm(this.root, { recursive: true, force: true });
  }
}

function never(): never {
  throw new TypeError('every dataset is held');
}
