import { type RecordKind, recordSchemas } from '../../../contracts/journal/record.ts';

const isKind = (name: string): name is RecordKind => Object.hasOwn(recordSchemas, name);

/** In the order of the journal's contract. */
export const recordKinds: readonly RecordKind[] = Object.keys(recordSchemas).filter(isKind);
