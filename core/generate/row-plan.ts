import type { DirtPlan } from './dirt-plan.ts';
import type { Draw } from './draw.ts';

/** What a tenant's rows of one dataset are made from. */
export interface RowPlan {
  readonly tenant: string;
  readonly draw: Draw;
  readonly dirt: DirtPlan;
  /** Rows of the dataset. No value depends on it. */
  readonly rows: number;
  readonly logicalTime: Date;
}
