import type { Field, FromDelivery, LogicalType, TextShape } from './dataset.ts';

/** Shorthand for writing a contract's field table; one call is one line of data-contracts.md. */
interface FieldOptions {
  readonly required?: true;
  readonly pii?: true;
  readonly shape?: TextShape;
  readonly fromDelivery?: FromDelivery;
  readonly generatedAs: string;
}

export const string: LogicalType = { kind: 'string' };
export const int: LogicalType = { kind: 'int' };
export const date: LogicalType = { kind: 'date' };
export const timestamp: LogicalType = { kind: 'timestamp' };
export const decimal = (precision: number, scale: number): LogicalType => ({
  kind: 'decimal',
  precision,
  scale,
});
export const strings = (elementId: number): LogicalType => ({ kind: 'strings', elementId });
export const geo = (latId: number, lonId: number): LogicalType => ({ kind: 'geo', latId, lonId });

const defaultShape: Record<LogicalType['kind'], TextShape> = {
  string: 'free',
  int: 'number',
  decimal: 'number',
  date: 'date',
  timestamp: 'timestamp',
  strings: 'list',
  geo: 'geo',
  map: 'free',
};

export function field(
  id: number,
  name: string,
  type: LogicalType,
  doc: string,
  { required, pii, shape, fromDelivery, generatedAs }: FieldOptions,
): Field {
  return {
    id,
    name,
    type,
    doc,
    generatedAs,
    shape: shape ?? defaultShape[type.kind],
    required: required ?? false,
    pii: pii ?? false,
    ...(fromDelivery === undefined ? {} : { fromDelivery }),
  };
}
