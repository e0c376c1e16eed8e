import { randomBytes, randomUUID } from 'node:crypto';
import type { Effect } from '../../contracts/quarantine/effect.ts';
import type { NewRecord } from '../../contracts/journal/record.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import { fieldsOf } from '../quarantine/change.sql.ts';
import { type Delta, writeDeltaSql } from '../quarantine/delta.sql.ts';
import { operationDigest } from '../quarantine/store.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Desk } from './quarantine-desk.ts';
import { type Fresh, takeVerdicts } from './quarantine-judge.ts';
import { personOf } from './quarantine-person.ts';
import { parseOperation, type Tried, tryOperation } from './quarantine-preview.ts';

/** Who does something, and what they have seen. */
export interface By {
  /** Default: whom the settings name, else the account that runs this. */
  readonly person?: string | undefined;
  readonly reason?: string | undefined;
  /**
   * The desk's `head` that the person looked at: where somebody else did something since, it is a CONFLICT. Without it the operation is applied
   * to the quarantine as it is by then.
   */
  readonly basedOn?: number | undefined;
}

export interface Applied {
  /** Null: it would have changed nothing, so nothing was recorded. */
  readonly operationId: string | null;
  readonly effect: Effect;
  /** The desk's head afterwards. */
  readonly head: number;
}

/**
 * Applies an operation: its values go into the workspace's quarantine store, then its record into the journal, from which on it counts. Rows
 * and what is wrong with them are exactly as the effect says. Throws as `previewOperation`; CONFLICT (retryable) where somebody else was
 * faster and `basedOn` says what the person saw.
 */
export async function applyOperation(
  desk: Desk,
  input: unknown,
  by: By = {},
  work: Work = {},
): Promise<Applied> {
  const operation = parseOperation(input);
  return onHead(desk, by, work, async () => {
    const store = desk.writableStore();
    const tried = await tryOperation(desk, operation, work);
    if (tried.effect.changed === 0) return { operationId: null, effect: tried.effect, head: desk.head };
    const operationId = randomUUID();
    const stored = {
      operationId,
      tenant: desk.tenant,
      nonce: randomBytes(16).toString('hex'),
      operation,
      settled: tried.settled,
    };
    store.keep(stored);
    const person = await personOf(desk.workspace, by.person);
    const record = recordOf(desk, tried, operationId, operationDigest(stored), { ...by, person });
    // The commit point.
    const head = append(desk, record);
    await takeChange(desk, operation.dataset, tried, work);
    desk.advance(head);
    return { operationId, effect: tried.effect, head };
  });
}

/** Writes what was tried out into the desk's own tables. Should that fail, the desk is made anew when it is asked next. */
export async function takeChange(
  desk: Desk,
  dataset: DatasetName,
  { delta, fresh }: { readonly delta: Delta; readonly fresh: Fresh },
  work: Work,
): Promise<void> {
  const { contract } = desk.dataset(dataset);
  await desk.duck.run(writeDeltaSql(contract, delta), work.signal);
  await takeVerdicts(desk, fresh, work);
}

/** Appends a record while nobody else did anything to the tenant's quarantine; returns its number. */
export function append(desk: Desk, record: NewRecord): number {
  const [entry] = desk.workspace.journal.appendToQuarantine(desk.tenant, desk.head, [record]);
  if (entry === undefined) throw new TypeError('nothing was appended');
  return entry.seq;
}

const tries = 20;

/** Does something on the desk as it is now, again where somebody else was faster, unless the person saw another state. */
export async function onHead<T>(desk: Desk, { basedOn }: By, work: Work, act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    await desk.refresh(work);
    assertSeen(desk, basedOn);
    try {
      return await act();
    } catch (cause) {
      const lost = cause instanceof QuaysideError && cause.code === 'CONFLICT' && cause.retryable;
      if (!lost || basedOn !== undefined || attempt === tries) throw cause;
    }
  }
}

/** Throws CONFLICT (retryable) where a person saw another state of the desk than it is in. */
export function assertSeen({ tenant, head }: Desk, basedOn: number | undefined): void {
  if (basedOn === undefined || basedOn === head) return;
  throw new QuaysideError(
    'CONFLICT',
    `The quarantine of ${tenant} is not what you saw any more (expected record ${basedOn} to be the last, found ${head}); nothing was done. Look at it again.`,
    { retryable: true, parameters: { tenant, expected: basedOn, found: head } },
  );
}

function recordOf(
  desk: Desk,
  { operation, effect }: Tried,
  operationId: string,
  digest: string,
  by: By & { readonly person: string },
): NewRecord {
  const { changes, dataset } = operation;
  const said = changes.flatMap((change) => ('reason' in change ? [change.reason] : []));
  const reason = by.reason ?? operation.reason ?? said[0];
  const [waived] = changes.flatMap((change) => (change.kind === 'waive' ? [change.code] : []));
  return {
    tenant: desk.tenant,
    inputs: [],
    kind: 'quarantine-operation',
    body: {
      operationId,
      dataset,
      kinds: changes.map(({ kind }) => kind),
      fields: [...new Set(changes.flatMap(fieldsOf))],
      ...(waived === undefined ? {} : { code: waived }),
      rows: effect.changed,
      cleared: effect.clears.reasons,
      created: effect.creates.reasons,
      digest,
      person: by.person,
      ...(reason === undefined ? {} : { reason }),
    },
  };
}
