import type { DatasetContract, DatasetName } from './dataset.ts';
import { parts } from './parts.ts';
import { suppliers } from './suppliers.ts';

/** All datasets, those that others refer to first. */
export const datasetNames = ['suppliers', 'parts'] as const satisfies readonly DatasetName[];

export const contracts: Readonly<Record<DatasetName, DatasetContract>> = { suppliers, parts };
