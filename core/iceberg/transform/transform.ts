import { QuaysideError } from '../../base/errors.ts';
import { decimalOf } from '../schema/duck-types.ts';
import type { PartitionField, PartitionSpec, PrimitiveType, Schema } from '../schema/types.ts';

/** N of `bucket[N]`, or undefined for every other transform. */
export function bucketsOf(transform: string): number | undefined {
  const match = /^bucket\[(\d+)\]$/.exec(transform);
  return match === null ? undefined : Number(match[1]);
}

/** The type of a partition value (specification, "Partition Transforms"). */
function resultType(transform: string, source: PrimitiveType): PrimitiveType {
  if (transform === 'identity' || transform === 'void' || /^truncate\[\d+\]$/.test(transform)) return source;
  if (transform === 'day') return 'date';
  if (bucketsOf(transform) !== undefined || ['year', 'month', 'hour'].includes(transform)) return 'int';
  throw new QuaysideError('TABLE_NOT_SUPPORTED', `The partition transform ${transform} is not known.`, {
    parameters: { transform },
  });
}

/** A partition field with its source column's type. */
export interface TypedPartitionField extends PartitionField {
  readonly sourceName: string;
  readonly sourceType: PrimitiveType;
  readonly resultType: PrimitiveType;
}

/** A spec's fields with their types, from whichever of the schemas still knows the source column (the newest first). */
export function typedFields(spec: PartitionSpec, schemas: readonly Schema[]): readonly TypedPartitionField[] {
  return spec.fields.map((field) => {
    const source = schemas
      .toReversed()
      .flatMap((schema) => schema.fields)
      .find((column) => column.id === field['source-id']);
    if (source === undefined || typeof source.type !== 'string') {
      throw new QuaysideError(
        'TABLE_NOT_SUPPORTED',
        `Partition field ${field.name} has no top-level column of a simple type as its source.`,
        { parameters: { field: field.name } },
      );
    }
    return {
      ...field,
      sourceName: source.name,
      sourceType: source.type,
      resultType: resultType(field.transform, source.type),
    };
  });
}

const bucketed = ['string', 'int', 'long', 'date', 'timestamp', 'timestamptz'];

/** Whether Quayside can compute the field's values itself (it can always carry those of other writers). */
export function isComputable(field: TypedPartitionField): boolean {
  if (field.transform === 'identity')
    return field.sourceType !== 'binary' && decimalOf(field.sourceType) === undefined;
  return bucketsOf(field.transform) !== undefined && bucketed.includes(field.sourceType);
}
