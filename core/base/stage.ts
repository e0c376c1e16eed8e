import type { Work } from './progress.ts';

/** The stages of a run that are timed; `publish` holds the commit point. */
export type StageName = 'receive' | 'read' | 'judge' | 'evaluate' | 'write' | 'audit' | 'publish';

/**
 * What may be said of a stage: names, counts and codes that this product made. The list is closed so that no value of a row and no
 * secret finds a way into a trace.
 */
export interface StageFacts {
  readonly tenant?: string;
  readonly runId?: string;
  readonly deliveryId?: string;
  readonly dataset?: string;
  readonly status?: string;
  /** Of an error. */
  readonly code?: string;
  readonly attempt?: number;
  readonly runs?: number;
  readonly datasets?: number;
  readonly files?: number;
  readonly rows?: number;
  readonly bytes?: number;
  readonly inserted?: number;
  readonly updated?: number;
  readonly unchanged?: number;
  readonly quarantined?: number;
  readonly repeated?: number;
  readonly superseded?: number;
}

/** Adds what is known only once the stage's work is done. */
export type Note = (facts: StageFacts) => void;

/** Runs `step` and notes when it began and ended, also where it throws. */
export type StageTimer = <T>(
  name: StageName,
  facts: StageFacts,
  step: (note: Note, inner: StageTimer) => Promise<T>,
) => Promise<T>;

/** `step` as a stage of the work: timed where somebody watches, just done where nobody does. */
export function inStage<T>(
  work: Work,
  name: StageName,
  facts: StageFacts,
  step: (note: Note, work: Work) => Promise<T>,
): Promise<T> {
  if (work.stage === undefined) return step(() => undefined, work);
  return work.stage(name, facts, (note, stage) => step(note, { ...work, stage }));
}
