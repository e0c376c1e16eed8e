import type { LogicalType } from '../../contracts/data/dataset.ts';

/** A logical type in the contract's own words. */
export function typeText(type: LogicalType): string {
  if (type.kind === 'decimal') return `decimal(${type.precision},${type.scale})`;
  if (type.kind === 'strings') return 'array<string>';
  if (type.kind === 'geo') return 'struct<lat: double, lon: double>';
  if (type.kind === 'map') return 'map<string,string>';
  return type.kind;
}
