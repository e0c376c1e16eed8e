import type { DatasetContract } from '../../contracts/data/dataset.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import type { Sql } from '../sql/sql.ts';
import type { Use } from './full.sql.ts';
import type { Holding } from './holding.ts';

/** Where rows of silver and of the run (`delivered`: a dataset's typed rows) refer to a dataset's keys. */
export const usesOf = (
  contract: DatasetContract,
  holdings: readonly Holding[],
  delivered: (of: Holding) => readonly Sql[],
): readonly Use[] =>
  holdings.flatMap((other) =>
    other.contract.foreignKeys
      .filter(({ references }) => references.dataset === contract.dataset)
      .flatMap(({ field }) => {
        const isList = other.contract.fields.some(
          ({ name, type }) => name === field && type.kind === 'strings',
        );
        return [scanRelation(other.silverPlan), ...delivered(other)].map((rows) => ({ rows, field, isList }));
      }),
  );
