import type { DatasetName, Field } from '../../contracts/data/dataset.ts';
import { QuaysideError } from '../base/errors.ts';
import { loosened } from './headers.ts';

/** Refuses a delivery that lacks required columns: all of them, what would satisfy each, and headers that look like them. */
export function refuseMissing(
  dataset: DatasetName,
  lacking: readonly Field[],
  unknownHeaders: readonly string[],
): never {
  const sentences = lacking.map((field) => {
    const near = unknownHeaders.filter((header) => isNear(loosened(header), field.name)).slice(0, 3);
    const hint =
      near.length === 0 ? '' : ` (the file has ${near.map((name) => JSON.stringify(name)).join(', ')})`;
    return `${field.name}: ${satisfiedBy(field)}${hint}`;
  });
  throw new QuaysideError(
    'MISSING_REQUIRED_COLUMNS',
    `The ${dataset} of this delivery lack ${lacking.length === 1 ? 'a required column' : `${lacking.length} required columns`}. ` +
      `Expected ${lacking.map(({ name }) => name).join(', ')}. What would satisfy each: ${sentences.join('; ')}.`,
    { parameters: { dataset, missing: lacking.map(({ name }) => name), satisfiedBy: sentences } },
  );
}

function satisfiedBy({ name, fromDelivery }: Field): string {
  const column = `a column ${name} (any case; spaces, dashes or dots for underscores)`;
  switch (fromDelivery ?? 'nowhere') {
    case 'data-source':
      return `${column} or --data-source S`;
    case 'extracted-at':
      return `${column} or --extracted-at T`;
    case 'tenant':
    case 'contract-version':
    case 'run':
    case 'nowhere':
      return column;
  }
}

/** One holds the other, or at most two letters differ. */
function isNear(header: string, field: string): boolean {
  const [left, right] = [header, field].map((name) => name.replaceAll('_', ''));
  if (left === undefined || right === undefined || left.length < 4) return false;
  return left.includes(right) || right.includes(left) || distance(left, right) <= 2;
}

/** Levenshtein distance; names are short, and longer ones than that are far anyway. */
function distance(left: string, right: string): number {
  if (Math.abs(left.length - right.length) > 2) return 3;
  let before = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const now = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const change = left[row - 1] === right[column - 1] ? 0 : 1;
      now.push(
        Math.min((before[column] ?? 0) + 1, (now[column - 1] ?? 0) + 1, (before[column - 1] ?? 0) + change),
      );
    }
    before = now;
  }
  return before[right.length] ?? 3;
}
