import type { EntryStatus, FileContent } from './types.ts';

/** Numbers that stand for words in manifests: the position is the number. */
export const contents = [
  'data',
  'position-deletes',
  'equality-deletes',
] as const satisfies readonly FileContent[];
export const statuses = ['existing', 'added', 'deleted'] as const satisfies readonly EntryStatus[];
export const manifestContents = ['data', 'deletes'] as const;
