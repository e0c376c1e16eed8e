import { DatabaseSync } from 'node:sqlite';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { NewRecord } from '../../contracts/journal/record.ts';
import { chainHash, formatHead, genesis, parseHead } from '../../core/journal/chain.ts';
import { Folder, fileDigest, finished, intended, openSample, publication, stage, started } from './sample.ts';

const withCode = (code: string, text: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(text) });

describe('a journal', () => {
  it('keeps records in order, chained by their hashes, across openings', () => {
    using folder = new Folder();
    {
      using journal = openSample(folder.journal);
      expect(journal.head()).toEqual({ seq: 0, hash: genesis });
      journal.append([started('r1'), stage('r1', 'read')]);
    }
    using journal = openSample(folder.journal, { actor: 'grace' });
    const [entry] = journal.append([finished('r1')]);
    expect(journal.head()).toEqual({ seq: 3, hash: entry?.hash });
    expect(journal.log().map(({ seq, kind, actor }) => [seq, kind, actor])).toEqual([
      [3, 'run-finished', 'grace'],
      [2, 'run-stage', 'ada'],
      [1, 'run-started', 'ada'],
    ]);
  });

  it('hashes the previous hash and the canonical JSON, nothing else', () => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    const [first, second] = journal.append([started('r1'), stage('r1', 'read')]);
    const one =
      '{"actor":"ada","at":"2026-11-24T08:00:00.000Z","body":{"command":"run","runId":"r1","sources":["incoming/suppliers.csv"]},"inputs":[],"kind":"run-started","seq":1,"tenant":"acme"}';
    const two =
      '{"actor":"ada","at":"2026-11-24T08:00:00.000Z","body":{"runId":"r1","stage":"read"},"inputs":[],"kind":"run-stage","seq":2,"tenant":"acme"}';
    expect(first?.hash).toBe(chainHash(genesis, one));
    expect(second?.hash).toBe(chainHash(chainHash(genesis, one), two));
  });

  it('appends all of several records or none', () => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    expect(() => journal.append([started('r1'), finished('r1', { landed: 11 })])).toThrow(
      withCode('INTERNAL', /landed = inserted \+ updated/),
    );
    expect(journal.head().seq).toBe(0);
  });

  it('gives the log by tenant, kind and page', () => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    journal.append([started('r1'), started('r2', 'other'), stage('r1', 'a'), stage('r1', 'b')]);
    expect(journal.log({ tenant: 'acme' }).map(({ seq }) => seq)).toEqual([4, 3, 1]);
    expect(journal.log({ kind: 'run-started' }).map(({ seq }) => seq)).toEqual([2, 1]);
    expect(journal.log({ before: 4, limit: 2 }).map(({ seq }) => seq)).toEqual([3, 2]);
  });

  it.each([
    ['UPDATE', 'UPDATE records SET content = content WHERE seq = 1', /never changed/],
    ['DELETE', 'DELETE FROM records WHERE seq = 2', /never removed/],
    [
      'INSERT OR REPLACE',
      "INSERT OR REPLACE INTO records (seq, content, previous, hash) VALUES (1, '{}', '', '')",
      /must follow/,
    ],
    [
      'INSERT beside the chain',
      "INSERT INTO records (seq, content, previous, hash) VALUES (3, '{}', 'x', 'y')",
      /must follow/,
    ],
    [
      'INSERT after a gap',
      "INSERT INTO records (seq, content, previous, hash) SELECT 9, '{}', hash, 'y' FROM records WHERE seq = 2",
      /must follow/,
    ],
  ])('refuses %s, whoever opens the file', (_name, statement, message) => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    journal.append([started('r1'), stage('r1', 'read')]);
    using raw = new DatabaseSync(folder.journal);
    expect(() => raw.exec(statement)).toThrow(message);
    expect(journal.head().seq).toBe(2);
  });

  const secret = (path: string): NewRecord => ({
    kind: 'run-started',
    tenant: 'acme',
    inputs: [],
    body: { runId: 'r1', command: 'run', sources: [path] },
  });

  it.each([
    ['a password in a connection string', secret('postgres://quayside:hunter2@db/erp')],
    ['a signed URL', secret('https://bucket.s3.amazonaws.com/a.csv?X-Amz-Signature=hunter2')],
    [
      'a secret as a setting',
      {
        kind: 'setting',
        tenant: null,
        inputs: [],
        body: { path: ['postgres', 'password'], before: null, after: 'hunter2' },
      } satisfies NewRecord,
    ],
    ['a digest that is none', { ...started('r1'), inputs: ['hunter2'] }],
  ])('refuses %s, and does not repeat it', (_name, record) => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    const attempt = (): unknown => journal.append([record]);
    expect(attempt).toThrow(withCode('INTERNAL', /does not fit the journal/));
    expect(attempt).not.toThrow(/hunter2/);
    expect(journal.head().seq).toBe(0);
  });

  it('takes a source at a URL without secrets', () => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    journal.append([secret('s3://cdf-upload/acme/suppliers/a.csv'), secret('/data/what? me@home/x.csv')]);
    expect(journal.head().seq).toBe(2);
  });

  it('keeps snapshot ids beyond 2^53', () => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    journal.append([intended(publication('p1'))]);
    expect(journal.openIntents()[0]?.body.tables[0]?.snapshotId).toBe('9007199254740993123');
  });
});

describe('opening a journal', () => {
  it('says that a newer version wrote it, and changes nothing', () => {
    using folder = new Folder();
    openSample(folder.journal)[Symbol.dispose]();
    using raw = new DatabaseSync(folder.journal);
    raw.exec('PRAGMA user_version = 7');
    expect(() => openSample(folder.journal)).toThrow(
      withCode('WORKSPACE_TOO_NEW', /version 7; this Quayside reads up to version 2/),
    );
    expect(raw.prepare('PRAGMA user_version').get()).toEqual({ user_version: 7 });
  });

  it('leaves a foreign database alone', () => {
    using folder = new Folder();
    using raw = new DatabaseSync(folder.journal);
    raw.exec('CREATE TABLE theirs (x)');
    expect(() => openSample(folder.journal)).toThrow(
      withCode('JOURNAL_DAMAGED', /not a journal of Quayside/),
    );
    expect(raw.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'theirs' }]);
  });

  it('says that a file is no database', () => {
    using folder = new Folder();
    writeFileSync(folder.journal, 'not a database, but long enough to look like one'.repeat(40));
    expect(() => openSample(folder.journal)).toThrow(withCode('JOURNAL_DAMAGED', /backup/));
  });

  it('says where a folder is missing', () => {
    using folder = new Folder();
    expect(() => openSample(join(folder.path, 'gone', 'journal.sqlite'))).toThrow(
      withCode('NOT_WRITABLE', /local disk/),
    );
  });

  it('writes ahead: readers do not wait for writers', () => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    journal.append([started('r1')]);
    using raw = new DatabaseSync(folder.journal);
    expect(raw.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  });
});

describe('a head', () => {
  it('is read back from a snapshot summary', () => {
    const head = { seq: 42, hash: fileDigest('abc') };
    expect(parseHead(formatHead(head))).toEqual(head);
  });

  it.each(['', '42', 'x-y', `42-${'g'.repeat(64)}`, `-1-${'0'.repeat(64)}`])('refuses %j', (text) => {
    expect(() => parseHead(text)).toThrow(withCode('JOURNAL_DAMAGED', /no head of a journal/));
  });
});
