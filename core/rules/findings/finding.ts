import type { DatasetName } from '../../../contracts/data/dataset.ts';
import type { DeliveryFinding } from '../../../contracts/data/violation-codes.ts';

/** Something about a delivery as a whole. It sends no row to quarantine. */
export interface Finding {
  readonly finding: DeliveryFinding;
  readonly dataset: DatasetName;
  /** Absent where it is about the dataset, not a field. */
  readonly field?: string;
  /** Rows it was seen in, and their share of the rows that say anything about it (0–1). */
  readonly rows: number;
  readonly share: number;
  /** Up to three values as they came. */
  readonly examples: readonly string[];
  /** What a sentence is rendered from. */
  readonly parameters: Readonly<Record<string, string | number | readonly string[]>>;
}
