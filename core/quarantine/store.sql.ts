/**
 * The quarantine store's schema, one text per version; a text that was released is never changed. A row without a record of the journal
 * is an operation whose process ended before it counted.
 */
export const storeMigrations: readonly string[] = [
  `
CREATE TABLE operations (
  operation_id TEXT PRIMARY KEY,
  tenant TEXT NOT NULL,
  content TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX operations_by_tenant ON operations (tenant);
CREATE TRIGGER operations_stay BEFORE UPDATE ON operations
BEGIN SELECT RAISE(ABORT, 'operations are never changed'); END;
`,
];

/** "QYSQ". */
export const storeApplicationId = 0x51595351;
