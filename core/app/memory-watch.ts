import { type Limits, processMemory } from '../base/limits.ts';
import { QuaysideError } from '../base/errors.ts';

const lookMilliseconds = 20;

/**
 * Tells once when this process has come to use more than it may, beyond what it used before: values that a statement makes are no part of
 * DuckDB's own limit. Until disposal.
 */
export function watchMemory(limits: Limits, over: () => void): Disposable {
  const most = process.memoryUsage.rss() + processMemory(limits);
  const timer = setInterval(() => {
    if (process.memoryUsage.rss() < most) return;
    clearInterval(timer);
    over();
  }, lookMilliseconds);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

export const tooMuchMemory = (limits: Limits, cause?: unknown): QuaysideError =>
  new QuaysideError(
    'USAGE',
    `The statement needed more than the ${Math.round(processMemory(limits) / 1024 ** 2)} MiB that it may use and was stopped; make its values shorter or its rows fewer, or give it more with QUAYSIDE_MEMORY.`,
    { parameters: { bytes: Math.round(processMemory(limits)) }, cause },
  );
