import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { JournalHead } from '../../core/journal/chain.ts';
import { chainHash, genesis } from '../../core/journal/chain.ts';
import type { Verification } from '../../core/journal/verify.ts';
import { Folder, openSample, stage } from './sample.ts';

/** Ten records, then somebody with a raw connection who knows of triggers and of the note of the last record. */
async function tampered(
  change: (raw: DatabaseSync) => void,
  heads: (trusted: readonly JournalHead[]) => readonly JournalHead[] = () => [],
): Promise<Verification> {
  using folder = new Folder();
  using journal = openSample(folder.journal);
  const trusted: JournalHead[] = [];
  for (let index = 1; index <= 10; index += 1) {
    journal.append([stage('r1', `stage ${index}`)]);
    trusted.push(journal.head());
  }
  using raw = new DatabaseSync(folder.journal);
  raw.exec(
    'DROP TRIGGER records_follow; DROP TRIGGER records_stay; DROP TRIGGER records_remain; DROP TRIGGER records_tip; DELETE FROM tip;',
  );
  change(raw);
  return await journal.verify(heads(trusted));
}

const sql =
  (text: string) =>
  (raw: DatabaseSync): void =>
    raw.exec(text);

const edit = "UPDATE records SET content = replace(content, 'stage 5', 'stage X') WHERE seq = 5";

/** Gives every record from `seq` on a new link, as somebody who knows how the chain works would. */
function rechain(raw: DatabaseSync, seq: number): void {
  let previous = String(
    raw.prepare('SELECT hash FROM records WHERE seq = ?').get(seq - 1)?.['hash'] ?? genesis,
  );
  for (const row of raw.prepare('SELECT seq, content FROM records WHERE seq >= ? ORDER BY seq').all(seq)) {
    const hash = chainHash(previous, String(row['content']));
    raw
      .prepare('UPDATE records SET previous = ?, hash = ? WHERE seq = ?')
      .run(previous, hash, row['seq'] ?? null);
    previous = hash;
  }
}

describe('verifying a journal', () => {
  it('finds nothing wrong with an honest one, whatever heads were handed out', async () => {
    const { records, head, faults } = await tampered(
      () => undefined,
      (trusted) => trusted.toReversed(),
    );
    expect({ records, seq: head.seq, faults }).toEqual({ records: 10, seq: 10, faults: [] });
  });

  it('finds nothing wrong with an empty one', async () => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    expect(await journal.verify([])).toEqual({ records: 0, head: { seq: 0, hash: genesis }, faults: [] });
  });

  it('finds a cut tail by its own note of the last record', async () => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    journal.append(['one', 'two', 'three'].map((name) => stage('r1', name)));
    using raw = new DatabaseSync(folder.journal);
    raw.exec('DROP TRIGGER records_remain; DELETE FROM records WHERE seq >= 2');
    expect((await journal.verify([])).faults).toEqual([{ kind: 'cut', from: 2, to: 3 }]);
  });

  it.each<[string, string, Verification['faults']]>([
    ['an edited record', edit, [{ kind: 'altered', seq: 5 }]],
    [
      'an edited hash',
      `UPDATE records SET hash = '${'a'.repeat(64)}' WHERE seq = 5`,
      [{ kind: 'altered', seq: 5 }],
    ],
    ['an edited last record', edit.replaceAll('5', '10'), [{ kind: 'altered', seq: 10 }]],
    [
      'several edited ones',
      `${edit}; ${edit.replaceAll('5', '8')}`,
      [
        { kind: 'altered', seq: 5 },
        { kind: 'altered', seq: 8 },
      ],
    ],
    ['a deleted one', 'DELETE FROM records WHERE seq = 4', [{ kind: 'missing', from: 4, to: 4 }]],
    [
      'a deleted stretch',
      'DELETE FROM records WHERE seq BETWEEN 4 AND 6',
      [{ kind: 'missing', from: 4, to: 6 }],
    ],
    ['a deleted beginning', 'DELETE FROM records WHERE seq < 3', [{ kind: 'missing', from: 1, to: 2 }]],
    [
      'a deleted one whose gap was closed',
      'DELETE FROM records WHERE seq = 4; UPDATE records SET seq = -seq WHERE seq > 4; UPDATE records SET seq = -seq - 1 WHERE seq < 0',
      [{ kind: 'missing', from: 4, to: 4 }],
    ],
    [
      'two that changed places',
      'UPDATE records SET seq = -6 WHERE seq = 5; UPDATE records SET seq = 5 WHERE seq = 6; UPDATE records SET seq = 6 WHERE seq = -6',
      [{ kind: 'displaced', seq: 5, place: 6 }],
    ],
    [
      'two whose contents changed places',
      `CREATE TEMP TABLE before AS SELECT seq, content FROM records;
       UPDATE records SET content = (SELECT before.content FROM before WHERE before.seq = 11 - records.seq) WHERE seq IN (5, 6)`,
      [
        { kind: 'displaced', seq: 6, place: 5 },
        { kind: 'displaced', seq: 5, place: 6 },
      ],
    ],
    [
      'one that was copied to the end',
      'INSERT INTO records (seq, content, previous, hash) SELECT 11, content, previous, hash FROM records WHERE seq = 3',
      [{ kind: 'displaced', seq: 3, place: 11 }],
    ],
  ])('finds %s', async (_name, statements, expected) => {
    expect((await tampered(sql(statements))).faults).toEqual(expected);
  });

  it('finds bytes that were changed in the file itself, JSON or not', async () => {
    using folder = new Folder();
    {
      using journal = openSample(folder.journal);
      journal.append(Array.from({ length: 10 }, (_, index) => stage('r1', `stage ${index + 1}`)));
    }
    // The last connection is closed: all records are in the file, none in the write-ahead log.
    const bytes = readFileSync(folder.journal);
    const place = bytes.indexOf('"stage":"stage 7"');
    expect(place).toBeGreaterThan(0);
    writeFileSync(
      folder.journal,
      Buffer.concat([bytes.subarray(0, place), Buffer.from('X'), bytes.subarray(place + 1)]),
    );
    using journal = openSample(folder.journal);
    expect((await journal.verify([])).faults).toEqual([{ kind: 'altered', seq: 7 }]);
  });

  it('finds a record that was edited and hashed again', async () => {
    const { faults } = await tampered((raw) => {
      raw.exec(edit);
      const row = raw.prepare('SELECT content, previous FROM records WHERE seq = 5').get();
      raw
        .prepare('UPDATE records SET hash = ? WHERE seq = 5')
        .run(chainHash(String(row?.['previous']), String(row?.['content'])));
    });
    expect(faults).toEqual([{ kind: 'altered', seq: 5 }]);
  });

  it('finds a chain that was written anew, between the heads that snapshots hold', async () => {
    const { faults } = await tampered(
      (raw) => {
        raw.exec(edit);
        rechain(raw, 5);
      },
      (trusted) => [trusted[3], trusted[7]].filter((head) => head !== undefined),
    );
    expect(faults).toEqual([{ kind: 'replaced', from: 5, to: 8 }]);
  });

  it('finds a cut tail, by a head that a snapshot holds', async () => {
    const cut = sql('DELETE FROM records WHERE seq > 7');
    const { faults } = await tampered(cut, (trusted) => trusted.slice(8, 9));
    expect(faults).toEqual([{ kind: 'cut', from: 8, to: 9 }]);
    expect((await tampered(cut, (trusted) => trusted.slice(0, 7))).faults).toEqual([]);
  });

  it('finds that everything is gone', async () => {
    const { faults } = await tampered(sql('DELETE FROM records'), (trusted) => trusted);
    expect(faults).toEqual([{ kind: 'cut', from: 1, to: 10 }]);
  });

  it('finds a tail that was cut and written anew', async () => {
    const { faults } = await tampered(
      (raw) => {
        raw.exec('DELETE FROM records WHERE seq = 10');
        raw.exec(
          `INSERT INTO records (seq, content, previous, hash)
           SELECT 10, replace(replace(content, '"seq":9', '"seq":10'), 'stage 9', 'stage X'), '', '' FROM records WHERE seq = 9`,
        );
        rechain(raw, 10);
      },
      (trusted) => trusted,
    );
    expect(faults).toEqual([{ kind: 'replaced', from: 10, to: 10 }]);
  });

  it('stops when it is told to', async () => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    journal.append([stage('r1', 'a')]);
    await expect(journal.verify([], { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    );
  });
});
