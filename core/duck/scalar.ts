import { BIGINT, DuckDBScalarFunction, INTEGER, VARCHAR } from '@duckdb/node-api';

/** A pure function of one value to a 32 bit integer; NULL stays NULL and never reaches it. */
export type Scalar =
  | { readonly name: string; readonly parameter: 'VARCHAR'; readonly apply: (value: string) => number }
  | { readonly name: string; readonly parameter: 'BIGINT'; readonly apply: (value: bigint) => number };

export function toScalarFunction(scalar: Scalar): DuckDBScalarFunction {
  const apply = (value: unknown): number | null => {
    if (scalar.parameter === 'VARCHAR' && typeof value === 'string') return scalar.apply(value);
    if (scalar.parameter === 'BIGINT' && typeof value === 'bigint') return scalar.apply(value);
    return null;
  };
  return DuckDBScalarFunction.create({
    name: scalar.name,
    returnType: INTEGER,
    parameterTypes: [scalar.parameter === 'VARCHAR' ? VARCHAR : BIGINT],
    mainFunction: (_info, input, output) => {
      const column = input.getColumnVector(0);
      for (let row = 0; row < input.rowCount; row += 1) output.setItem(row, apply(column.getItem(row)));
      output.flush();
    },
  });
}
