import type { DatasetName } from '../../contracts/data/dataset.ts';
import { contracts } from '../../contracts/data/contracts.ts';
import type { EntryOf, JournalEntry } from '../../core/journal/entry.ts';
import type { Journal } from '../../core/journal/journal.ts';
import { pathFromJournal } from '../../core/silver/places.ts';
import { readRows } from './deliveries.ts';
import { afterRun, type DatasetState, datasets, nothing } from './model.ts';

type Outcome = EntryOf<'publication-outcome'>['body'];
type Part = 'silver' | 'waiting';

/** What a table's rows of the tenant were before and after one of its own publications. */
interface Change {
  readonly snapshotId: string;
  readonly parentSnapshotId: string | null;
  readonly before: DatasetState;
  readonly after: DatasetState;
}

/** Older rows than these nobody goes back to: see `operations.ts`. */
const remembered = 60;

/**
 * What one tenant must hold, told by the journal alone: which deliveries were published in which order, what was rolled back to what, when
 * it was cleaned. Records are taken as they come; `faults` collects what contradicts them.
 */
export class Replay {
  readonly tenant: string;
  readonly faults: string[] = [];
  readonly #workspace: string;
  #seq = 0;
  #state: Record<DatasetName, DatasetState> = { suppliers: nothing, parts: nothing };
  readonly #changes = new Map<string, Change[]>();
  /** Of the publication that the next record belongs to. */
  #outcome: Outcome | undefined;
  #rollback: EntryOf<'rollback'>['body'] | undefined;
  runs = 0;

  constructor(workspace: string, tenant: string) {
    this.#workspace = workspace;
    this.tenant = tenant;
  }

  state(dataset: DatasetName): DatasetState {
    return this.#state[dataset];
  }

  /** Takes all records that came since the last call. */
  async follow(journal: Journal): Promise<void> {
    const fresh: JournalEntry[] = [];
    for (let before: number | undefined; ; ) {
      const page = journal.log({ tenant: this.tenant, before, limit: 200 });
      fresh.push(...page.filter(({ seq }) => seq > this.#seq));
      const last = page.at(-1);
      if (last === undefined || last.seq <= this.#seq) break;
      before = last.seq;
    }
    for (const record of fresh.toReversed()) {
      await this.#take(journal, record);
      this.#seq = record.seq;
    }
  }

  async #take(journal: Journal, record: JournalEntry): Promise<void> {
    if (record.kind === 'rollback') this.#rollback = record.body;
    if (record.kind === 'publication-outcome' && record.body.outcome === 'published') {
      this.#outcome = record.body;
      if (record.body.purpose === 'rollback') this.#rolledBack(record.body);
      if (record.body.purpose === 'clean') this.#become({ suppliers: nothing, parts: nothing }, record.body);
    }
    if (record.kind === 'run-finished') await this.#finished(journal, record.body);
  }

  async #finished(journal: Journal, body: EntryOf<'run-finished'>['body']): Promise<void> {
    if (body.status !== 'published' && body.status !== 'unchanged') return;
    const run = journal.run(body.runId);
    const [source = ''] = run?.sources ?? [];
    const folder = pathFromJournal(this.#workspace, source);
    const full = run?.request?.kind === 'full' ? run.request.fullDelivery : undefined;
    const after = { ...this.#state };
    this.runs += 1;
    for (const dataset of datasets) {
      const rows = await readRows(folder, dataset);
      const said = body.datasets[dataset];
      if ((rows === undefined) !== (said === undefined))
        this.#blame(`run ${body.runId}: ${dataset} delivered or not?`);
      if (rows === undefined || said === undefined) continue;
      const { state, counts } = afterRun(this.#state[dataset], { name: source, rows, full });
      after[dataset] = state;
      // A run that is answered from the record says what was said the first time.
      const answered = body.status === 'unchanged' && this.#outcome?.runId !== body.runId;
      const differs = Object.entries(counts).filter(
        ([name, n]) => n !== Object.entries(said).find(([one]) => one === name)?.[1],
      );
      if (!answered && differs.length > 0)
        this.#blame(
          `run ${body.runId}, ${dataset}: expected ${JSON.stringify(counts)}, said ${JSON.stringify(said)}`,
        );
      if (said.landed !== rows.length)
        this.#blame(`run ${body.runId}, ${dataset}: ${said.landed} of ${rows.length} rows landed`);
    }
    this.#become(after, this.#outcome?.runId === body.runId ? this.#outcome : undefined);
  }

  #rolledBack(outcome: Outcome): void {
    const said = this.#rollback?.publicationId === outcome.publicationId ? this.#rollback : undefined;
    if (said === undefined) return this.#blame(`rollback ${outcome.publicationId} says nowhere to what`);
    const after = { ...this.#state };
    for (const { table, toSnapshotId } of said.tables) {
      const { dataset, part } = placeOf(table);
      const then = this.#at(table, toSnapshotId);
      if (then === undefined) this.#blame(`rollback of ${table} to ${toSnapshotId}, which nobody remembers`);
      else after[dataset] = { ...after[dataset], [part]: then[part] };
    }
    this.#become(after, outcome);
  }

  /** Where the tenant's own snapshot was expired, the one before its next change has the same rows of the tenant. */
  #at(table: string, snapshotId: string): DatasetState | undefined {
    if (snapshotId === '-1') return nothing;
    const changes = this.#changes.get(table) ?? [];
    return (
      changes.findLast((change) => change.snapshotId === snapshotId)?.after ??
      changes.findLast((change) => change.parentSnapshotId === snapshotId)?.before
    );
  }

  #become(after: Record<DatasetName, DatasetState>, outcome: Outcome | undefined): void {
    for (const { table, snapshotId, parentSnapshotId } of outcome?.tables ?? []) {
      const { dataset } = placeOf(table);
      const change = { snapshotId, parentSnapshotId, before: this.#state[dataset], after: after[dataset] };
      this.#changes.set(table, [...(this.#changes.get(table) ?? []), change].slice(-remembered));
    }
    this.#state = after;
    this.#outcome = undefined;
  }

  #blame(what: string): void {
    this.faults.push(`${this.tenant}: ${what}`);
  }
}

function placeOf(table: string): { readonly dataset: DatasetName; readonly part: Part } {
  const name = table.replace(/^.*\./, '');
  for (const dataset of datasets) {
    const { silverTable, quarantineTable } = contracts[dataset];
    if (silverTable.endsWith(name)) return { dataset, part: 'silver' };
    if (quarantineTable.endsWith(name)) return { dataset, part: 'waiting' };
  }
  throw new TypeError(`unknown table ${table}`);
}
