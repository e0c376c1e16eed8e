import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Folder, openSample, stage } from './sample.ts';

const program = fileURLToPath(new URL('appender.ts', import.meta.url));

const start = (file: string, name: string, count: number): ChildProcess =>
  spawn(process.execPath, [program, file, name, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });

describe('several processes on one journal', () => {
  it('make it at once and lose nothing of 8 × 200 appends', async () => {
    using folder = new Folder();
    const names = Array.from({ length: 8 }, (_, index) => `process-${index}`);
    const codes = await Promise.all(
      names.map(async (name) => {
        const child = start(folder.journal, name, 200);
        child.stdout?.resume();
        const [code]: unknown[] = await once(child, 'exit');
        return code;
      }),
    );
    expect(codes).toEqual(names.map(() => 0));
    using journal = openSample(folder.journal);
    const { records, faults } = await journal.verify([journal.head()]);
    expect({ records, faults }).toEqual({ records: 1600, faults: [] });
    for (const name of names) {
      expect(journal.log({ limit: 2000 }).filter(({ actor }) => actor === name)).toHaveLength(200);
    }
  }, 120_000);

  it('one that is about to write into a journal in the making is waited for', async () => {
    using folder = new Folder();
    const holder = `
      const { DatabaseSync } = require('node:sqlite');
      const database = new DatabaseSync(process.argv[1]);
      database.exec('BEGIN IMMEDIATE');
      require('node:fs').writeSync(1, 'held');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
      database.exec('ROLLBACK');
      database.close();`;
    const child = spawn(process.execPath, ['-e', holder, folder.journal], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    using journal = openSample(folder.journal);
    expect(journal.append([stage('r1', 'read')])[0]?.seq).toBe(1);
    expect((await once(child, 'exit'))[0]).toBe(0);
  });

  it('a killed one leaves a whole chain with everything it said was done', async () => {
    using folder = new Folder();
    openSample(folder.journal)[Symbol.dispose]();
    for (const wanted of [1, 7, 40]) {
      const child = start(folder.journal, `killed-${wanted}`, 100_000);
      let said = '';
      for await (const piece of child.stdout ?? []) {
        said += String(piece);
        if (said.split('\n').length > wanted) child.kill('SIGKILL');
      }
      using journal = openSample(folder.journal);
      const done = Number(said.trimEnd().split('\n').at(-1));
      const { records, head, faults } = await journal.verify([journal.head()]);
      expect(faults).toEqual([]);
      expect(records).toBe(head.seq);
      expect(head.seq).toBeGreaterThanOrEqual(done);
      expect(journal.append([stage('next', 'goes on')])[0]?.seq).toBe(head.seq + 1);
    }
  }, 120_000);
});
