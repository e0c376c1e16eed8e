/**
 * Every way Quayside can refuse or fail, by code. Codes are stable: people, scripts and the journal quote them.
 * `exit` is the command line's exit code: 1 our fault, 2 usage, 3 the input is not acceptable, 4 conflict.
 */
export const errorCodes = {
  INTERNAL: { exit: 1 },
  CANCELLED: { exit: 1 },
  OUT_OF_MEMORY: { exit: 1 },
  DISK_FULL: { exit: 1 },
  NOT_WRITABLE: { exit: 1 },
  USAGE: { exit: 2 },
  SOURCE_NOT_FOUND: { exit: 3 },
  SOURCE_NOT_READABLE: { exit: 3 },
  SOURCE_CHANGED: { exit: 3 },
  NOTHING_TO_READ: { exit: 3 },
  FILE_EMPTY: { exit: 3 },
  FILE_NOT_UTF8: { exit: 3 },
  FILE_NOT_PARQUET: { exit: 3 },
  FILE_DAMAGED: { exit: 3 },
  FILE_DIALECT: { exit: 3 },
  DATASET_UNCLEAR: { exit: 3 },
  MISSING_REQUIRED_COLUMNS: { exit: 3 },
  TRUTH_MISSING: { exit: 3 },
  JOURNAL_DAMAGED: { exit: 3 },
  SETTINGS_INVALID: { exit: 3 },
  WORKSPACE_TOO_NEW: { exit: 3 },
  TABLE_NOT_FOUND: { exit: 3 },
  TABLE_NOT_SUPPORTED: { exit: 3 },
  TABLE_DAMAGED: { exit: 3 },
  SNAPSHOT_NOT_FOUND: { exit: 3 },
  TABLE_EXISTS: { exit: 4 },
  CATALOG_BUSY: { exit: 4 },
  AUDIT_FAILED: { exit: 1 },
  JOB_NOT_FOUND: { exit: 3 },
  WORKSPACE_NOT_FOUND: { exit: 3 },
  RUN_DIED: { exit: 1 },
  COMMIT_UNCERTAIN: { exit: 4 },
  CONFLICT: { exit: 4 },
} as const satisfies Record<string, { readonly exit: 1 | 2 | 3 | 4 }>;

export type ErrorCode = keyof typeof errorCodes;
