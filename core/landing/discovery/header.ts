import { contracts, datasetNames } from '../../../contracts/data/contracts.ts';
import type { DatasetName } from '../../../contracts/data/dataset.ts';
import { QuaysideError } from '../../base/errors.ts';

const plain = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');

/** The names of a contract's fields that are among the given ones. */
export function knownNames(names: readonly string[], dataset: DatasetName): readonly string[] {
  const given = new Set(names.map(plain));
  return contracts[dataset].fields.map((field) => field.name).filter((name) => given.has(name));
}

/**
 * The dataset whose own fields (those that no other dataset has) a header names most; where it names none, or as many of each,
 * `otherwise`. Throws DATASET_UNCLEAR where that is undefined.
 */
export function datasetOfHeader(
  path: string,
  names: readonly string[],
  otherwise: DatasetName | undefined,
): DatasetName {
  const scores = datasetNames
    .map((dataset) => ({ dataset, score: knownNames(names, dataset).filter(ownedBy(dataset)).length }))
    .toSorted((a, b) => b.score - a.score);
  const [best, next] = scores;
  if (best !== undefined && best.score > (next?.score ?? 0)) return best.dataset;
  if (otherwise !== undefined) return otherwise;
  const shown = names.slice(0, 12).map((name) => JSON.stringify(name.slice(0, 60)));
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : '';
  throw new QuaysideError(
    'DATASET_UNCLEAR',
    `${path}: neither its name nor its header says whether it holds suppliers or parts; its columns are ${shown.join(', ')}${more}. ` +
      'Name the file for its dataset (suppliers.csv, parts.csv) or give it the contract’s column names.',
    { parameters: { path, columns: names.slice(0, 12) } },
  );
}

const ownedBy =
  (dataset: DatasetName) =>
  (name: string): boolean =>
    datasetNames.every(
      (other) => other === dataset || !contracts[other].fields.some((field) => field.name === name),
    );
