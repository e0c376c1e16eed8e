import { z } from 'zod';
import type { CodeLists } from '../../contracts/data/code-lists.ts';
import { contracts, datasetNames } from '../../contracts/data/contracts.ts';
import type { DatasetContract, DatasetName } from '../../contracts/data/dataset.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import { parseTenant } from '../base/tenant.ts';
import { loadCodeLists } from '../contract/code-lists.ts';
import type { Duck } from '../duck/duck.ts';
import { planScan } from '../iceberg/scan/plan-scan.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import type { ReadOperation } from '../quarantine/operations.ts';
import type { OperationStore } from '../quarantine/store.ts';
import { extendCodeLists } from '../settings/extend-code-lists.ts';
import type { EffectiveSettings } from '../settings/tenant-settings.ts';
import { quarantineTenantId } from '../silver/quarantine-fields.ts';
import { type DatasetTables, loadIfThere } from '../silver/tables.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { Bench, type Host } from './host.ts';
import { indexSql, loadNowSql, recordedVerdictSql, runsSql } from './quarantine-load.sql.ts';
import {
  assertAllRead,
  type Operations,
  openStore,
  readOperations,
  type UnreadableOperation,
} from './quarantine-operations.ts';
import type { Tried } from './quarantine-preview.ts';
import { replay } from './quarantine-replay.ts';
import type { Origin } from './reread-waiting.ts';
import { Workspace } from './run-workspace.ts';
import { readTenantSettings } from './tenant-settings.ts';

export interface DeskRequest {
  /** Absolute path. */
  readonly workspace: string;
  readonly tenant: string;
}

/** One dataset on a desk. */
export interface DeskDataset {
  readonly contract: DatasetContract;
  readonly tables: DatasetTables;
  /** The tenant's rows of the quarantine table as they came, closed ones too. */
  readonly original: Sql;
  /** Of the runs that judged the rows: what a delivery said besides them. */
  readonly origins: readonly (readonly [string, Origin])[];
}

/** What a desk was made from: while it is the same, so is all on the desk. */
interface DeskState {
  readonly snapshots: string;
  /** The last record of an operation, undo or redo. */
  readonly head: number;
}

/**
 * One tenant's open quarantine on a table of its own: the rows as they are after all operations, and what is wrong with each now. What a
 * person looks at and tries out happens here; nothing of it is kept but what `apply` writes. Made once, it answers many questions; `refresh`
 * brings it up to date. To be used by one caller at a time.
 */
export class Desk implements AsyncDisposable {
  readonly host: Host;
  readonly workspace: Workspace;
  readonly tenant: string;
  readonly settings: EffectiveSettings;
  readonly codeLists: CodeLists;
  readonly #store: OperationStore | QuaysideError;
  readonly #bench: Bench;
  #state: DeskState = { snapshots: '', head: 0 };
  #datasets: ReadonlyMap<DatasetName, DeskDataset> = new Map();
  #operations: Operations = { read: [], unreadable: [] };
  /** What silver has, by dataset, once somebody asked; goes with the tables. */
  readonly held = new Map<DatasetName, Sql>();
  /** Rows in an order that somebody asked for, by what was asked, while the desk is what it is. */
  readonly orders = new Map<string, Sql>();
  /** What was tried out last, while the desk is what it was then. */
  tried: Tried | undefined;

  private constructor(parts: {
    readonly host: Host;
    readonly workspace: Workspace;
    readonly tenant: string;
    readonly store: OperationStore | QuaysideError;
    readonly settings: EffectiveSettings;
    readonly codeLists: CodeLists;
    readonly bench: Bench;
  }) {
    this.host = parts.host;
    this.workspace = parts.workspace;
    this.tenant = parts.tenant;
    this.#store = parts.store;
    this.settings = parts.settings;
    this.codeLists = parts.codeLists;
    this.#bench = parts.bench;
  }

  /** Throws USAGE for what is no tenant's name, and what journal, catalog and settings throw. */
  static async open(host: Host, request: DeskRequest, work: Work = {}): Promise<Desk> {
    const tenant = parseTenant(request.tenant);
    const settings = await readTenantSettings(request.workspace, tenant);
    const codeLists = extendCodeLists(await loadCodeLists(), settings.codeLists);
    await using opened = new AsyncDisposableStack();
    const workspace = opened.use(await Workspace.open(host, request.workspace));
    const store = openStore(workspace.folder);
    if (!(store instanceof QuaysideError)) opened.use(store);
    const bench = opened.use(await Bench.open(host, 'desk-'));
    const desk = new Desk({ host, workspace, tenant, store, settings, codeLists, bench });
    await desk.refresh(work);
    opened.move();
    return desk;
  }

  get duck(): Duck {
    return this.#bench.duck;
  }

  /** The last record of the journal that this desk knows of what stewards did. */
  get head(): number {
    return this.#state.head;
  }

  /** What its DuckDB may use from now on, in bytes; what it holds beyond that goes to the disk. */
  async limitMemory(bytes: number): Promise<void> {
    await this.duck.run(sql`SET memory_limit = ${`${Math.floor(bytes / 1024)}KiB`}`);
  }

  /** Names what is on it: equal versions of a tenant's desk have equal rows. */
  get version(): string {
    return `${this.#state.snapshots} ${this.#state.head}`;
  }

  /** Those that can be read, in their order. */
  get operations(): readonly ReadOperation[] {
    return this.#operations.read;
  }

  /** Operations that the rows are shown without; while one of them counts, nothing can be applied or returned. */
  get unreadable(): readonly UnreadableOperation[] {
    return this.#operations.unreadable;
  }

  /** Where the operations are kept. Throws JOURNAL_DAMAGED or WORKSPACE_TOO_NEW where that, or one that counts, cannot be read. */
  writableStore(): OperationStore {
    assertAllRead(this.tenant, this.unreadable);
    if (this.#store instanceof QuaysideError) throw this.#store;
    return this.#store;
  }

  /** Datasets that have a quarantine, those that others refer to first. */
  get datasets(): readonly DeskDataset[] {
    return [...this.#datasets.values()];
  }

  /** Throws TABLE_NOT_FOUND where the workspace has no quarantine of it. */
  dataset(name: DatasetName): DeskDataset {
    const found = this.#datasets.get(name);
    if (found !== undefined) return found;
    throw new QuaysideError(
      'TABLE_NOT_FOUND',
      `There is no quarantine of ${name} in ${this.workspace.folder}; \`quayside run\` makes it.`,
      { parameters: { dataset: name, workspace: this.workspace.folder } },
    );
  }

  /** Whose row it is, closed or not; throws USAGE for a row that the tenant does not have. */
  async datasetOf(rowId: string, { signal }: Work = {}): Promise<DatasetName> {
    for (const { contract, original } of this.datasets) {
      const found = await this.duck.rows(
        sql`SELECT row_id AS id FROM ${original} WHERE row_id = ${rowId} LIMIT 1`,
        runRow,
        signal,
      );
      if (found.length > 0) return contract.dataset;
    }
    throw new QuaysideError(
      'USAGE',
      `There is no row ${rowId} in the quarantine of ${this.tenant}; \`quayside quarantine show\` lists the rows.`,
      { parameters: { row: rowId, tenant: this.tenant } },
    );
  }

  /** Brings the desk up to date with the tables and with what others did. Returns whether anything was different. */
  async refresh(work: Work = {}): Promise<boolean> {
    const loaded: { readonly name: DatasetName; readonly tables: DatasetTables }[] = [];
    for (const name of datasetNames) {
      const tables = await this.#tablesOf(name);
      if (tables !== undefined) loaded.push({ name, tables });
    }
    const snapshots = JSON.stringify(
      loaded.map(({ tables }) => Object.values(tables).map((table) => table.metadataLocation)),
    );
    const head = this.workspace.journal.quarantineHead(this.tenant);
    if (snapshots === this.#state.snapshots && head === this.#state.head) return false;
    // Whatever happens on the way: half a desk is none.
    this.#state = { snapshots: '', head: 0 };
    this.tried = undefined;
    this.orders.clear();
    this.held.clear();
    const datasets = new Map<DatasetName, DeskDataset>();
    for (const { name, tables } of loaded) {
      datasets.set(name, await this.#load(contracts[name], tables, work.signal));
    }
    this.#datasets = datasets;
    this.#operations = readOperations(this.workspace, this.tenant, this.#store);
    await replay(this, work);
    this.#state = { snapshots, head };
    return true;
  }

  /** After this desk itself wrote a record: what is on it is already what the record says. */
  advance(head: number): void {
    this.tried = undefined;
    this.orders.clear();
    this.#operations = readOperations(this.workspace, this.tenant, this.#store);
    this.#state = { ...this.#state, head };
  }

  async #tablesOf(name: DatasetName): Promise<DatasetTables | undefined> {
    const { silverTable, quarantineTable } = contracts[name];
    const silver = await loadIfThere(this.workspace.catalog, silverTable);
    const quarantine = await loadIfThere(this.workspace.catalog, quarantineTable);
    return silver === undefined || quarantine === undefined ? undefined : { silver, quarantine };
  }

  async #load(contract: DatasetContract, tables: DatasetTables, signal?: AbortSignal): Promise<DeskDataset> {
    const filter = { fieldId: quarantineTenantId, value: this.tenant };
    const original = scanRelation(await planScan(tables.quarantine, { filter }));
    await this.duck.run(loadNowSql(contract, original), signal);
    await this.duck.run(recordedVerdictSql(contract), signal);
    for (const statement of indexSql(contract)) await this.duck.run(statement, signal);
    const runs = await this.duck.rows(runsSql(contract), runRow, signal);
    const { journal } = this.workspace;
    const origins = runs.map(({ id }) => [id, journal.run(id)?.request ?? this.settings] as const);
    return { contract, tables, original, origins };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#bench[Symbol.asyncDispose]();
    if (!(this.#store instanceof QuaysideError)) this.#store[Symbol.dispose]();
    await this.workspace[Symbol.asyncDispose]();
  }
}

const runRow = z.object({ id: z.string() });
