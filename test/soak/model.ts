import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { DeliveredRow } from './deliveries.ts';

/** A row of silver. */
interface HeldRow {
  readonly value: string;
  readonly time: number;
}

/** A row of quarantine, by delivery and key. */
interface WaitingRow {
  readonly key: string;
  readonly value: string;
  readonly time: number;
  readonly state: 'open' | 'fixed_by_source';
}

/** What a tenant has of a dataset, by key; by `delivery key` in quarantine. Never changed in place. */
export interface DatasetState {
  readonly silver: ReadonlyMap<string, HeldRow>;
  readonly waiting: ReadonlyMap<string, WaitingRow>;
  /** Newest times of rows that changed nothing, where they are later than silver's. */
  readonly noted: ReadonlyMap<string, number>;
}

export const nothing: DatasetState = { silver: new Map(), waiting: new Map(), noted: new Map() };

export interface ModelCounts {
  readonly landed: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly quarantined: number;
  readonly repeated: number;
  readonly superseded: number;
}

export interface ModelDelivery {
  /** Tells one delivery from another. */
  readonly name: string;
  readonly rows: readonly DeliveredRow[];
  readonly full: { readonly removes: boolean; readonly maxShare: number } | undefined;
}

/**
 * What a delivery makes of a dataset, as core/silver/README.md promises it, written down a second time: rows older than the newest time of
 * their key are superseded, failing rows wait, passing ones are written where their content differs.
 */
export function afterRun(
  before: DatasetState,
  { name, rows, full }: ModelDelivery,
): { readonly state: DatasetState; readonly counts: ModelCounts } {
  const silver = new Map(before.silver);
  const noted = new Map(before.noted);
  const failing = new Map<string, DeliveredRow>();
  const passing = new Map<string, DeliveredRow>();
  const judged = new Set<string>();
  const counts = { inserted: 0, updated: 0, unchanged: 0, quarantined: 0, repeated: 0, superseded: 0 };
  for (const row of rows) {
    const held = before.silver.get(row.key);
    if (judged.has(row.key)) counts.repeated += 1;
    else if (row.time < Math.max(held?.time ?? 0, before.noted.get(row.key) ?? 0)) counts.superseded += 1;
    else if (!row.valid) {
      counts.quarantined += 1;
      failing.set(row.key, row);
    } else {
      passing.set(row.key, row);
      if (held?.value === row.value) {
        counts.unchanged += 1;
        noted.set(row.key, Math.max(row.time, noted.get(row.key) ?? 0));
      } else {
        counts[held === undefined ? 'inserted' : 'updated'] += 1;
        silver.set(row.key, { value: row.value, time: row.time });
      }
    }
    judged.add(row.key);
  }
  if (full?.removes === true) {
    const gone = [...before.silver.keys()].filter((key) => !judged.has(key));
    if (gone.length <= before.silver.size * full.maxShare) for (const key of gone) silver.delete(key);
  }
  for (const [key, time] of noted) if (time <= (silver.get(key)?.time ?? -1)) noted.delete(key);
  const waiting = waitingAfter(before.waiting, name, failing, passing);
  return { state: { silver, waiting, noted }, counts: { landed: rows.length, ...counts } };
}

/** A failing row that comes late, while a newer one of its key is open, opens nothing. */
function waitingAfter(
  before: DatasetState['waiting'],
  delivery: string,
  failing: ReadonlyMap<string, DeliveredRow>,
  passing: ReadonlyMap<string, DeliveredRow>,
): DatasetState['waiting'] {
  const after = new Map<string, WaitingRow>();
  const overtaken = new Set(
    [...before.values()].flatMap(({ key, time, state }) =>
      state === 'open' && time > (failing.get(key)?.time ?? time) ? [key] : [],
    ),
  );
  for (const [id, row] of before) {
    const failed = failing.get(row.key);
    const passed = passing.get(row.key);
    const late = overtaken.has(row.key);
    if (failed !== undefined && id === `${delivery} ${row.key}`)
      after.set(id, late ? row : { ...row, state: 'open' });
    else if (row.state === 'fixed_by_source') after.set(id, row);
    else if (failed !== undefined && failed.time >= row.time) continue;
    else if (passed !== undefined && passed.time >= row.time)
      after.set(id, { ...row, state: 'fixed_by_source' });
    else after.set(id, row);
  }
  for (const [key, { value, time }] of failing) {
    const id = `${delivery} ${key}`;
    if (!after.has(id) && !overtaken.has(key)) after.set(id, { key, value, time, state: 'open' });
  }
  return after;
}

export const datasets: readonly DatasetName[] = ['suppliers', 'parts'];

/** A dataset's rows of silver or quarantine as texts, sorted: how model and tables are compared. */
export function textsOf(state: DatasetState, part: 'silver' | 'waiting'): readonly string[] {
  const texts =
    part === 'silver'
      ? [...state.silver].map(([key, { value, time }]) => `${key} ${value} ${time}`)
      : [...state.waiting.values()].map(
          ({ key, value, time, state: now }) => `${key} ${value} ${time} ${now}`,
        );
  return texts.toSorted();
}
