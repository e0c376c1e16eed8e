import type { DatabaseKind } from '../journal/database.ts';

/**
 * The queue's file beside the journal. It may change and be lost: what a run did stands in the journal. A released text is never
 * changed.
 */
export const queueKind: DatabaseKind = {
  name: 'a queue of Quayside',
  // "QYSR"
  applicationId: 0x51595352,
  synchronous: 'NORMAL',
  remedy: 'move it away (runs that were waiting must be ordered again; what ran stands in the journal)',
  migrations: [
    `
CREATE TABLE runs (
  place INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id TEXT NOT NULL UNIQUE,
  tenant TEXT NOT NULL,
  state TEXT NOT NULL,
  run_order TEXT NOT NULL,
  priority INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  queued_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  beat_at INTEGER NOT NULL,
  engine TEXT,
  worker TEXT,
  progress TEXT,
  error TEXT
) STRICT;
CREATE INDEX runs_by_state ON runs (state);

CREATE TABLE turns (
  tenant TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE engines (
  mark TEXT PRIMARY KEY,
  beat_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`,
    // 'on' while the process of a run that is over puts the tables in order, 'stopping' where somebody asked for the end of that.
    `ALTER TABLE runs ADD COLUMN upkeep TEXT;`,
  ],
};
