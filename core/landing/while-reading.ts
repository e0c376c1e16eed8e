import { QuaysideError } from '../base/errors.ts';
import type { Duck } from '../duck/duck.ts';
import type { Delivery } from './delivery.ts';
import { explainFailure } from './explain-failure.ts';
import { assertUnchanged } from './unchanged.ts';

/**
 * Does what reads a delivery's relations. A damaged file becomes FILE_DAMAGED with its name, and a file that changed meanwhile
 * SOURCE_CHANGED, also where reading it went well: the result would mix two versions.
 */
export async function whileReading<T>(
  duck: Duck,
  delivery: Delivery,
  read: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  try {
    const result = await read();
    await assertUnchanged(delivery);
    return result;
  } catch (cause) {
    throw cause instanceof QuaysideError ? await explainFailure(duck, delivery, cause, signal) : cause;
  }
}
