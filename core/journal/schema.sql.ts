/**
 * The journal's schema, one text per version: applying the texts from `user_version` on brings any older journal up to date. A text
 * that was released is never changed.
 *
 * `content` is the canonical JSON that the hash is over; every other column but the chain's own is computed from it, so nothing in a
 * record can differ from what was hashed. The insert trigger also stops INSERT OR REPLACE, which fires no delete trigger.
 */
export const migrations: readonly string[] = [
  `
CREATE TABLE records (
  seq INTEGER PRIMARY KEY,
  content TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL,
  kind TEXT GENERATED ALWAYS AS (content ->> '$.kind') VIRTUAL,
  tenant TEXT GENERATED ALWAYS AS (content ->> '$.tenant') VIRTUAL,
  run_id TEXT GENERATED ALWAYS AS (content ->> '$.body.runId') VIRTUAL,
  delivery_id TEXT GENERATED ALWAYS AS (content ->> '$.body.deliveryId') VIRTUAL,
  evaluation_id TEXT GENERATED ALWAYS AS (content ->> '$.body.evaluationId') VIRTUAL,
  publication_id TEXT GENERATED ALWAYS AS (content ->> '$.body.publicationId') VIRTUAL
) STRICT;
CREATE INDEX records_by_kind ON records (kind, tenant, seq);
CREATE INDEX records_by_run ON records (run_id, seq) WHERE run_id IS NOT NULL;
CREATE INDEX records_by_delivery ON records (delivery_id, seq) WHERE delivery_id IS NOT NULL;
CREATE INDEX records_by_evaluation ON records (evaluation_id, seq) WHERE evaluation_id IS NOT NULL;
CREATE INDEX records_by_publication ON records (publication_id, seq) WHERE publication_id IS NOT NULL;

CREATE TRIGGER records_follow BEFORE INSERT ON records
WHEN NEW.seq IS NOT coalesce((SELECT max(seq) FROM records), 0) + 1
  OR NEW.previous IS NOT coalesce((SELECT hash FROM records ORDER BY seq DESC LIMIT 1), '${'0'.repeat(64)}')
BEGIN SELECT RAISE(ABORT, 'a record must follow the last one'); END;
CREATE TRIGGER records_stay BEFORE UPDATE ON records
BEGIN SELECT RAISE(ABORT, 'records are never changed'); END;
CREATE TRIGGER records_remain BEFORE DELETE ON records
BEGIN SELECT RAISE(ABORT, 'records are never removed'); END;

CREATE TABLE leases (
  tenant TEXT NOT NULL,
  operation TEXT NOT NULL,
  token TEXT NOT NULL,
  owner TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  PRIMARY KEY (tenant, operation)
) STRICT, WITHOUT ROWID;
`,
  // What was the last record, beside the records: a tail that is cut shows, also where no snapshot holds a head of it.
  `
CREATE TABLE tip (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;
INSERT INTO tip SELECT 1, seq, hash FROM records ORDER BY seq DESC LIMIT 1;
CREATE TRIGGER records_tip AFTER INSERT ON records BEGIN
  INSERT INTO tip VALUES (1, NEW.seq, NEW.hash)
  ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, hash = excluded.hash;
END;
`,
];

/** Says whose file it is (https://sqlite.org/pragma.html#pragma_application_id): "QYSJ". */
export const applicationId = 0x5159534a;
