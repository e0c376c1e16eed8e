import type { DatasetContract, Field } from '../../contracts/data/dataset.ts';
import { QuaysideError } from '../base/errors.ts';

/** The field of that name; throws USAGE where the dataset has none. */
export function assertField({ dataset, fields }: DatasetContract, name: string): Field {
  const found = fields.find((field) => field.name === name);
  if (found !== undefined) return found;
  throw new QuaysideError(
    'USAGE',
    `${JSON.stringify(name)} is no field of ${dataset}; \`quayside contracts show ${dataset}\` lists them.`,
    { parameters: { field: name, dataset } },
  );
}

/** The field of that name, as one that a person may change; throws USAGE where the pipeline sets it. */
export function assertChangeable(contract: DatasetContract, name: string): Field {
  const field = assertField(contract, name);
  if (field.fromDelivery !== 'run') return field;
  throw new QuaysideError(
    'USAGE',
    `${name} is set by the pipeline whenever a row is read; nobody changes it.`,
    {
      parameters: { field: name, dataset: contract.dataset },
    },
  );
}
