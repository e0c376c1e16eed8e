import { positionDeleteFields } from '../data/position-deletes.ts';
import type { DataFile } from './types.ts';

const pathId = positionDeleteFields[0].id;

/** The one data file a position-delete file concerns; undefined where it may concern several. */
export function deleteTarget(file: DataFile): string | undefined {
  if (file.content !== 'position-deletes') return undefined;
  if (file.referencedDataFile !== null) return file.referencedDataFile;
  const lower = file.lowerBounds.get(pathId);
  const upper = file.upperBounds.get(pathId);
  if (lower === undefined || upper === undefined || Buffer.compare(lower, upper) !== 0) return undefined;
  return Buffer.from(lower).toString('utf8');
}
