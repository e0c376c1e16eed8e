import type { DatasetContract, LogicalType } from '../../../contracts/data/dataset.ts';
import { type TableColumn, tableColumns } from './columns.ts';

/** The JSON of the Iceberg specification, appendix C, as far as contracts need it. */
type IcebergType =
  | string
  | {
      readonly type: 'list';
      readonly 'element-id': number;
      readonly element: 'string';
      readonly 'element-required': boolean;
    }
  | {
      readonly type: 'map';
      readonly 'key-id': number;
      readonly key: 'string';
      readonly 'value-id': number;
      readonly value: 'string';
      readonly 'value-required': boolean;
    }
  | { readonly type: 'struct'; readonly fields: readonly IcebergField[] };

interface IcebergField {
  readonly id: number;
  readonly name: string;
  readonly required: boolean;
  readonly type: IcebergType;
  readonly doc?: string;
}

export interface IcebergSchema {
  readonly type: 'struct';
  readonly 'schema-id': number;
  readonly fields: readonly IcebergField[];
}

/** The Iceberg v2 schema of a contract's silver table. Only what the contract requires is required. */
export function icebergSchema(contract: DatasetContract): IcebergSchema {
  return { type: 'struct', 'schema-id': 0, fields: tableColumns(contract).map(icebergField) };
}

const icebergField = ({ id, name, type, required, doc }: TableColumn): IcebergField => ({
  id,
  name,
  required,
  type: icebergType(type),
  ...(doc === undefined ? {} : { doc }),
});

function icebergType(type: LogicalType): IcebergType {
  switch (type.kind) {
    case 'string':
    case 'int':
    case 'date':
      return type.kind;
    case 'decimal':
      return `decimal(${type.precision}, ${type.scale})`;
    case 'timestamp':
      return 'timestamptz';
    case 'strings':
      return { type: 'list', 'element-id': type.elementId, element: 'string', 'element-required': false };
    case 'geo':
      return {
        type: 'struct',
        fields: [
          { id: type.latId, name: 'lat', required: false, type: 'double' },
          { id: type.lonId, name: 'lon', required: false, type: 'double' },
        ],
      };
    case 'map':
      return {
        type: 'map',
        'key-id': type.keyId,
        key: 'string',
        'value-id': type.valueId,
        value: 'string',
        'value-required': false,
      };
  }
}
