import { type DatasetContract, type LogicalType, trailingColumns } from '../../../contracts/data/dataset.ts';

/** A column of a silver table. */
export interface TableColumn {
  /** Iceberg field id: fixed for ever. */
  readonly id: number;
  readonly name: string;
  readonly type: LogicalType;
  readonly required: boolean;
  readonly doc?: string;
}

/** The contract's fields in their order, then the trailing columns that every silver table carries. */
export function tableColumns({ fields }: DatasetContract): readonly TableColumn[] {
  return [
    ...fields.map(({ id, name, type, required, doc }) => ({ id, name, type, required, doc })),
    ...trailingColumns.map((column) => ({ ...column, required: false })),
  ];
}
