import { type ViolationCode, violationCodes } from '../../../contracts/data/violation-codes.ts';
import { go } from '../../router/use-place.ts';

export type Dataset = 'suppliers' | 'parts';
/** `open` ones are worked on at the desk, where their states are finer. */
export const states = ['open', 'closed', 'released', 'rejected', 'fixed_by_source', 'all'] as const;
type State = (typeof states)[number];

/** Which rows the screen is about; in the address, so that a reload, the browser's back and a door lead to the same. */
export interface Asked {
  /** Whose quarantine, where a door says it; else that of the scope. */
  readonly tenant: string | null;
  readonly dataset: Dataset | null;
  readonly reason: ViolationCode | null;
  readonly field: string | null;
  readonly value: string | null;
  readonly runId: string | null;
  /** Whose rows. */
  readonly assigned: string | null;
  readonly state: State;
}

const isCode = (text: string): text is ViolationCode => Object.hasOwn(violationCodes, text);

export function askedOf(query: Readonly<Record<string, string>>): Asked {
  const { tenant, dataset, reason, field, value, run, assigned, state } = query;
  return {
    tenant: tenant ?? null,
    dataset: dataset === 'suppliers' || dataset === 'parts' ? dataset : null,
    reason: reason !== undefined && isCode(reason) ? reason : null,
    field: field ?? null,
    value: value ?? null,
    runId: run ?? null,
    assigned: assigned ?? null,
    state: states.find((one) => one === state) ?? 'open',
  };
}

/** Asks for other rows; what is null is not asked. */
export function ask({ tenant, dataset, reason, field, value, runId, assigned, state }: Asked): void {
  const query = {
    tenant,
    dataset,
    reason,
    field,
    value,
    run: runId,
    assigned,
    state: state === 'open' ? null : state,
  };
  go({
    screen: 'quarantine',
    query: Object.fromEntries(
      Object.entries(query).flatMap(([name, one]) => (one === null ? [] : [[name, one]])),
    ),
  });
}

/** As the engine's filter: null is left out. */
export function filterOf({ reason, field, value, runId, state }: Asked, tenant: string | null) {
  return {
    state,
    ...(tenant === null ? {} : { tenant }),
    ...(reason === null ? {} : { reason }),
    ...(field === null ? {} : { field }),
    ...(value === null ? {} : { value }),
    ...(runId === null ? {} : { runId }),
  };
}
