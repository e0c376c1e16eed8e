import { z } from 'zod';
import { QuaysideError } from '../base/errors.ts';
import type { Duck } from '../duck/duck.ts';
import { damaged } from './damaged.ts';
import type { Delivery } from './delivery.ts';
import { everyValue } from './parquet/scan.sql.ts';
import { assertUnchanged } from './unchanged.ts';

/**
 * What an error in reading a delivery's relations comes from. Parquet pages are read only when somebody needs them, so a damaged
 * one shows late, as INTERNAL. Gives SOURCE_CHANGED where a file is not the one that was landed, FILE_DAMAGED for the first
 * Parquet file that cannot be read to its end (they are read once more, one by one), else the error as it came.
 */
export async function explainFailure(
  duck: Duck,
  delivery: Delivery,
  error: QuaysideError,
  signal?: AbortSignal,
): Promise<QuaysideError> {
  if (error.code !== 'INTERNAL') return error;
  try {
    await assertUnchanged(delivery);
  } catch (changed) {
    return changed instanceof QuaysideError ? changed : error;
  }
  const objects = delivery.batches.flatMap((batch) => batch.objects);
  for (const { path } of objects.filter((object) => object.format === 'parquet')) {
    try {
      await duck.rows(everyValue(path), z.unknown(), signal);
    } catch (cause) {
      const unreadable = cause instanceof QuaysideError && cause.code === 'INTERNAL';
      return unreadable ? damaged(path, 'a page or a value in it cannot be read', cause) : error;
    }
  }
  return error;
}
