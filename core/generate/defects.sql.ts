import type { DatasetContract } from '../../contracts/data/dataset.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';
import type { Kind, Outcome } from './kinds.ts';

/** A defect as one number: which kind, and which of the fields that this kind spoils. */
export const defectNumber = (kind: number, field: number): number => kind * 16 + field;

/** What the look of a defect may depend on, besides the columns of the clean relation: row, src, noise, changed_at, the fields. */
export interface DefectContext {
  readonly tenant: string;
  /** Names of others, for rows that leak. */
  readonly otherTenants: readonly string[];
  readonly logicalTime: Date;
}

/** The text that stands in a spoilt cell instead of `clean`. NULL is a blank cell. */
export type Spoil = (clean: Sql, context: DefectContext) => Sql;

export interface Look {
  /** One of these is spoilt, drawn by row. */
  readonly fields: readonly string[];
  readonly spoil: Spoil;
  /** Cells that differ besides, so that the row has this one defect and no other. Ground truth does not list them. */
  readonly besides?: Readonly<Record<string, Spoil>>;
}

export interface Defect extends Look {
  readonly kind: string;
  readonly expected: Outcome;
}

/** The looks in the order of the dataset's kinds, which is what `defectNumber` counts. */
export const inOrder = (
  of: Readonly<Record<string, Outcome>>,
  looks: Readonly<Record<string, Look>>,
): readonly Defect[] =>
  Object.entries(of).map(([kind, expected]) => {
    const look = looks[kind];
    if (look === undefined) throw new RangeError(`no look for ${kind}`);
    return { kind, expected, ...look };
  });

/** The contract's fields in its order. Throws where one has no value. */
export function cleanFields(contract: DatasetContract, fields: Readonly<Record<string, Sql>>): Sql {
  return join(
    contract.fields.map(({ name }) => {
      const value = fields[name];
      if (value === undefined) throw new RangeError(`the generator has no ${name}`);
      return sql`${value} AS ${ident(name)}`;
    }),
  );
}

/** The contract's fields as they stand in the file. A row that is not dirty is untouched. */
export function spoiltFields(
  contract: DatasetContract,
  defects: readonly Defect[],
  context: DefectContext,
): Sql {
  return join(
    contract.fields.map(({ name }) => {
      const clean = ident(name);
      const cases = defects.flatMap((defect, kind) => casesOf(defect, kind, name, context));
      return cases.length === 0 ? clean : sql`CASE defect ${join(cases, ' ')} ELSE ${clean} END AS ${clean}`;
    }),
  );
}

function casesOf(
  { fields, spoil, besides }: Defect,
  kind: number,
  field: string,
  context: DefectContext,
): Sql[] {
  const at = (index: number, by: Spoil): Sql =>
    sql`WHEN ${defectNumber(kind, index)} THEN ${by(ident(field), context)}`;
  const also = besides?.[field];
  return [
    ...fields.flatMap((name, index) => (name === field ? [at(index, spoil)] : [])),
    ...(also === undefined ? [] : fields.map((_, index) => at(index, also))),
  ];
}

/** `CASE defect …` with one branch for every kind and field. */
export function byDefect(defects: readonly Defect[], value: (defect: Defect, field: string) => Sql): Sql {
  const cases = defects.flatMap((defect, kind) =>
    defect.fields.map((field, index) => sql`WHEN ${defectNumber(kind, index)} THEN ${value(defect, field)}`),
  );
  return sql`CASE defect ${join(cases, ' ')} END`;
}

/** Whether the row's defect is of a kind. */
export function isOfKind(defects: readonly Defect[], kind: Kind): Sql {
  const index = defects.findIndex((defect) => defect.kind === kind);
  return sql`(defect IS NOT NULL AND defect // 16 = ${index})`;
}
