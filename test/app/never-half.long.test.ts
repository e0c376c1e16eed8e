import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunResult } from '../../core/app/run-result.ts';
import { document, type Outcome, quayside } from '../cli/run.ts';
import { type Content, Prepared } from '../faults/prepared.ts';
import { mayMount, SmallDisk } from '../faults/small-disk.ts';

const size = { suppliers: 300, parts: 300 };

/** What the waiting delivery makes of the workspace when nothing is in its way. */
async function undisturbed(prepared: Prepared): Promise<Content> {
  await document<RunResult>(prepared.runThird());
  const content = await prepared.content();
  await prepared.restore();
  return content;
}

/** A failure that a person can act on: its code, and a sentence with what to do. */
function expectClear({ code, stderr }: Outcome, expected: RegExp): void {
  expect(stderr).toMatch(/^quayside: [A-Z_]+: .{30,}\.$/m);
  expect(stderr).toMatch(expected);
  expect(stderr).not.toMatch(/INTERNAL|at .*\.ts:\d/);
  expect([1, 3, 4]).toContain(code);
}

/** The failed command left the tables as they were, and run again it ends as if nothing had been in its way. */
async function expectGoesOn(
  prepared: Prepared,
  before: Readonly<Record<string, string>> | undefined,
  calm: Content,
  environment: Record<string, string> = {},
): Promise<void> {
  if (before !== undefined) expect(await prepared.heads()).toEqual(before);
  expect(await prepared.faults()).toEqual([]);
  await document<RunResult>(prepared.runThird(), environment);
  expect(await prepared.content()).toEqual(calm);
  expect(await prepared.faults()).toEqual([]);
}

describe.skipIf(!mayMount())('on a disk of its own (needs the right to mount a tmpfs)', () => {
  test('a workspace whose disk gets full at any point', async () => {
    await using prepared = await Prepared.open(1, size);
    using disk = new SmallDisk(prepared.workspace);
    await prepared.restore();
    const before = await prepared.heads();
    const free = await disk.free();
    await document<RunResult>(prepared.runThird());
    const calm = await prepared.content();
    const needed = free - (await disk.free());
    const hit = new Set<string>();
    // Files of WAL come and go: more than what stays is needed on the way.
    for (const share of [0, 0.1, 0.3, 0.7, 1, 1.2, 1.4, 1.5, 1.55, 1.6, 1.7, 2]) {
      await prepared.restore();
      await disk.fill(needed * share);
      const outcome = await quayside(prepared.runThird());
      await disk.empty();
      if (outcome.code === 0) hit.add('nothing');
      else {
        expectClear(outcome, /^quayside: DISK_FULL: /);
        hit.add(/[a-z]+\.sqlite|metadata\.json|avro|parquet/.exec(outcome.stderr)?.[0] ?? outcome.stderr);
      }
      await expectGoesOn(
        prepared,
        / the tables are changed/i.test(outcome.stderr) || outcome.code === 0 ? undefined : before,
        calm,
      );
    }
    expect([...hit]).toEqual(
      expect.arrayContaining(['journal.sqlite', 'parquet', 'metadata.json', 'nothing']),
    );
  });

  test('a scratch folder on a full disk', async () => {
    await using prepared = await Prepared.open(2, size);
    const before = await prepared.heads();
    const calm = await undisturbed(prepared);
    const scratch = join(prepared.folder, 'tiny');
    await mkdir(scratch);
    using disk = new SmallDisk(scratch);
    const environment = { QUAYSIDE_SCRATCH: scratch };
    for (const room of [0, 40_000, 100_000]) {
      await prepared.restore();
      await disk.fill(room);
      const outcome = await quayside(prepared.runThird(), environment);
      expectClear(outcome, new RegExp(`^quayside: DISK_FULL: .*${scratch}`));
      await disk.empty();
      expect(await readdir(scratch)).toEqual([]);
      await expectGoesOn(prepared, before, calm, environment);
    }
  });

  test('a workspace on a disk that is read-only', async () => {
    await using prepared = await Prepared.open(3, size);
    using disk = new SmallDisk(prepared.workspace);
    await prepared.restore();
    const before = await prepared.heads();
    const calm = await undisturbed(prepared);
    disk.readOnly(true);
    const commands = [
      prepared.runThird(),
      ['clean', '--tenant', 'acme', '--yes', '--workspace', prepared.workspace],
      ['tables', 'compact', 'supply_chain.dim_parts_v1', '--workspace', prepared.workspace],
    ];
    for (const command of commands) {
      const outcome = await quayside(command);
      expectClear(outcome, /^quayside: NOT_WRITABLE: /);
    }
    disk.readOnly(false);
    await expectGoesOn(prepared, before, calm);
  });
});

describe('a workspace whose files are held, damaged or gone', () => {
  let prepared: Prepared;
  let before: Readonly<Record<string, string>>;
  let calm: Content;
  beforeAll(async () => {
    prepared = await Prepared.open(4, size);
    before = await prepared.heads();
    calm = await undisturbed(prepared);
  });
  beforeEach(() => prepared.restore());
  afterAll(() => prepared[Symbol.asyncDispose]());

  test.each([
    ['catalog.sqlite', 'NORMAL', 'CATALOG_BUSY'],
    ['catalog.sqlite', 'EXCLUSIVE', 'CATALOG_BUSY'],
    ['journal.sqlite', 'NORMAL', 'CONFLICT'],
    ['journal.sqlite', 'EXCLUSIVE', 'CONFLICT'],
    ['runs.sqlite', 'NORMAL', 'CONFLICT'],
    ['runs.sqlite', 'EXCLUSIVE', 'CONFLICT'],
  ])('%s held by another process (%s) for longer than anybody waits', async (name, mode, code) => {
    {
      // Of the process that runs this test; the command line is another one.
      using other = new DatabaseSync(join(prepared.workspace, name));
      other.exec(`PRAGMA locking_mode = ${mode}; BEGIN IMMEDIATE; CREATE TABLE held (x); SELECT * FROM held`);
      const outcome = await quayside(prepared.runThird());
      expectClear(outcome, new RegExp(`^quayside: ${code}: .*${name}`));
      other.exec('ROLLBACK');
    }
    await expectGoesOn(prepared, before, calm);
  });

  const anything = Buffer.from('this is no database, but it is long enough to look like a file');
  const damages: Readonly<Record<string, (whole: Buffer) => Buffer>> = {
    'something else': () => anything,
    'damaged inside': (whole) => Buffer.from(whole).fill(0xa5, 4096),
  };

  test.each([
    ['catalog.sqlite', 'something else', 'FILE_DAMAGED'],
    ['catalog.sqlite', 'damaged inside', 'FILE_DAMAGED'],
    ['journal.sqlite', 'something else', 'JOURNAL_DAMAGED'],
    ['journal.sqlite', 'damaged inside', 'JOURNAL_DAMAGED'],
    ['runs.sqlite', 'something else', 'JOURNAL_DAMAGED'],
    ['runs.sqlite', 'damaged inside', 'JOURNAL_DAMAGED'],
  ])('%s that is %s, and put back', async (name, damage, code) => {
    const path = join(prepared.workspace, name);
    const whole = await readFile(path);
    const damaged = damages[damage]?.(whole) ?? anything;
    await writeFile(path, damaged);
    const outcome = await quayside(prepared.runThird());
    expectClear(outcome, new RegExp(`^quayside: ${code}: .*${name}`));
    expect(await readFile(path)).toEqual(damaged);
    await writeFile(path, whole);
    await expectGoesOn(prepared, before, calm);
  });

  test.each([
    ['data file', /dim_suppliers_v1.*\.parquet$/, 'FILE_DAMAGED'],
    ['manifest', /dim_parts_v1.*-m\d+\.avro$/, 'TABLE_DAMAGED'],
    ['manifest list', /dim_parts_v1.*snap-.*\.avro$/, 'TABLE_DAMAGED'],
    ['metadata', /dim_suppliers_v1.*\.metadata\.json$/, 'TABLE_DAMAGED'],
  ])('%s missing, and put back', async (_, pattern, code) => {
    const names = await readdir(prepared.workspace, { recursive: true });
    const paths = names.filter((name) => pattern.test(name)).map((name) => join(prepared.workspace, name));
    const whole = await Promise.all(paths.map(async (path) => ({ path, bytes: await readFile(path) })));
    await Promise.all(paths.map((path) => rm(path)));
    const outcome = await quayside(prepared.runThird());
    expectClear(outcome, new RegExp(`^quayside: ${code}: `));
    expect(paths.some((path) => outcome.stderr.includes(path))).toBe(true);
    await Promise.all(whole.map(({ path, bytes }) => writeFile(path, bytes)));
    await expectGoesOn(prepared, before, calm);
  });
});
