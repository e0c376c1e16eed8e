import type { DatabaseKind } from '../journal/database.ts';

/** The workers of one user on one machine, whatever their workspaces. It may be lost at any time: then some are not counted. */
export const slotsKind: DatabaseKind = {
  name: "a list of Quayside's workers",
  // "QYSW"
  applicationId: 0x51595357,
  synchronous: 'NORMAL',
  remedy: 'remove it (the next engine makes it anew)',
  migrations: [
    `
CREATE TABLE slots (
  slot TEXT PRIMARY KEY,
  engine TEXT NOT NULL,
  holder TEXT NOT NULL,
  memory INTEGER NOT NULL,
  threads INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE waiting (
  engine TEXT PRIMARY KEY,
  since INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`,
  ],
};
