import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  appendFile,
  chmod,
  chown,
  copyFile,
  cp,
  lutimes,
  mkdir,
  readFile,
  rename,
  rm,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Bench } from '../../core/app/host.ts';
import { relocate } from '../../core/app/relocate.ts';
import { openQueue } from '../../core/app/run-queue.ts';
import { expire } from '../../core/app/table-upkeep.ts';
import { markOf } from '../../core/base/process-mark.ts';
import { writeDataFiles } from '../../core/iceberg/data/write-data-files.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { scanRelation } from '../../core/iceberg/scan/relation.sql.ts';
import { migrations } from '../../core/journal/schema.sql.ts';
import { RunQueue } from '../../core/runs/queue.ts';
import { scratchPrefix } from '../../core/runs/scratch.ts';
import { findLeftovers } from '../../core/silver/leftovers.ts';
import { forgettingNote } from '../../core/silver/unsaid-expiry.ts';
import { sql } from '../../core/sql/sql.ts';
import { mayMount, SmallDisk } from '../faults/small-disk.ts';
import { DoctorWorkspace, told } from './doctor-workspace.ts';
import { goneProcess } from './gone-process.ts';

let here: DoctorWorkspace;
// Six runs, each with its commits on the disk: long where the disk is busy.
beforeAll(async () => {
  here = await DoctorWorkspace.open();
}, 300_000);
afterAll(() => here[Symbol.asyncDispose]());
beforeEach(() => here.restore());

const file = (name: string): string => join(here.folder, name);

/** Looks twice, without and with --repair: both times it says the same, and nothing is changed. */
async function onlySaid(
  ...expected: readonly string[]
): Promise<Awaited<ReturnType<DoctorWorkspace['doctor']>>> {
  const before = await here.inventory();
  const report = await here.doctor();
  expect(told(report)).toEqual(expected);
  expect(report.sound).toBe(false);
  expect(await here.inventory()).toEqual(before);
  expect(told(await here.doctor({ repair: true }))).toEqual(expected);
  expect(await here.inventory()).toEqual(before);
  return report;
}

/** Looks, repairs, looks again: found and nothing changed; repaired and recorded; sound. */
async function repaired(...expected: readonly string[]): Promise<void> {
  const before = await here.inventory();
  const report = await here.doctor();
  expect(told(report)).toEqual(expected.map((one) => one.replace(': ', ': repairable ')));
  expect(report.sound).toBe(false);
  expect(await here.inventory()).toEqual(before);
  const records = await recordsOf();
  const done = await here.doctor({ repair: true });
  expect(told(done)).toEqual(expected.map((one) => one.replace(': ', ': repaired ')));
  expect(done.sound).toBe(true);
  const codes = (await recordsOf()).slice(records.length);
  for (const one of expected) expect(codes).toContain(one.split(': ')[1]);
  const after = await here.doctor({ deep: true });
  expect(told(after)).toEqual([]);
  expect(after.sound).toBe(true);
  const calm = await here.inventory();
  expect(told(await here.doctor({ repair: true }))).toEqual([]);
  expect(await here.inventory()).toEqual(calm);
}

async function recordsOf(): Promise<readonly string[]> {
  await using workspace = await here.open();
  return workspace.journal
    .log({ kind: 'repair', limit: 1000 })
    .flatMap((entry) => (entry.kind === 'repair' ? [entry.body.code] : []))
    .toReversed();
}

describe('settings', () => {
  test('a file that is no JSON, or has a wrong value', async () => {
    await writeFile(file('settings.json'), '{');
    await onlySaid('settings: needs-you SETTINGS_INVALID');
    await writeFile(file('settings.json'), '{"tenants": {"acme": {"staleAfterDays": 0}}}');
    await onlySaid('settings: needs-you SETTINGS_INVALID');
  });

  test('keys that mean nothing are told, with the one that was meant', async () => {
    const severities = { MISSING_CONTACT: 'off' };
    const text = JSON.stringify({
      version: 1,
      tenants: { acme: { staleAfterDay: 3, fullDelivery: { removes: true }, severities } },
      upkeep: { compact: true, tables: { 'supply_chain.dim_parts_v1': { expir: false } } },
      zzz: 1,
    });
    await writeFile(file('settings.json'), text);
    const report = await onlySaid(
      'settings: needs-you SETTING_UNKNOWN',
      'settings: needs-you SETTING_UNKNOWN',
      'settings: needs-you SETTING_UNKNOWN',
    );
    expect(report.checks[0]?.findings).toMatchObject([
      { where: 'settings.json: tenants.acme.staleAfterDay', expected: 'perhaps staleAfterDays' },
      { where: 'settings.json: upkeep.tables.supply_chain.dim_parts_v1.expir', expected: 'perhaps expire' },
      { where: 'settings.json: zzz', expected: 'only known settings' },
    ]);
  });
});

describe('permissions', () => {
  test.skipIf(process.getuid?.() !== 0)('somebody else owns a part of it', async () => {
    await chown(file('runs.sqlite'), 1234, 1234);
    await onlySaid('permissions: needs-you OTHER_OWNER');
  });

  test.skipIf(process.getuid?.() !== 0)('what this user may not read or write', async () => {
    await chmod(join(here.folder, '..'), 0o755);
    await chmod(join(here.scratch), 0o777);
    await chmod(file('lake/cdf-silver'), 0o500);
    await chown(file('lake/cdf-silver'), 1234, 1234);
    const script = `
      process.setgid(1234); process.setuid(1235);
      const { lookAtPermissions } = await import('${join(import.meta.dirname, '../../core/app/doctor/look-at-permissions.ts')}');
      console.log(JSON.stringify(await lookAtPermissions({ folder: '${here.folder}', scratchRoot: '${here.scratch}', minFree: 0 })));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    const codes = (JSON.parse(stdout) as { code: string; found: string }[]).map(({ code }) => code);
    expect(codes).toContain('NOT_READABLE');
    expect(codes).toContain('NOT_WRITABLE');
  });

  test('little space, and a folder for temporary files that is not there', async () => {
    const report = await here.doctor({ minFree: 2 ** 60 });
    expect(told(report)).toEqual(['permissions: needs-you SPACE_LOW', 'permissions: needs-you SPACE_LOW']);
    const before = await here.inventory();
    const other = await here.doctor({ repair: true }, { scratchRoot: join(here.scratch, 'gone') });
    expect(told(other)).toContain('permissions: needs-you SCRATCH_NOT_WRITABLE');
    expect(
      other.checks
        .map(({ findings }) => findings[0]?.code ?? 'good')
        .filter((code) => code === 'NOT_CHECKED'),
    ).toHaveLength(10);
    expect(await here.inventory()).toEqual(before);
  });
});

test.skipIf(!mayMount())(
  'a file system that is read-only: everything is looked at, and it is said',
  async () => {
    using disk = new SmallDisk(here.folder);
    await here.fill();
    disk.readOnly(true);
    try {
      const report = await here.doctor({ repair: true, deep: true });
      expect(told(report)).toEqual(['permissions: needs-you READ_ONLY_DISK']);
    } finally {
      disk.readOnly(false);
    }
  },
);

describe('databases', () => {
  test.each(['journal.sqlite', 'catalog.sqlite'])('%s is gone: it is not made anew', async (name) => {
    await rm(file(name));
    const report = await here.doctor({ repair: true });
    expect(told(report)).toContain('databases: needs-you DATABASE_MISSING');
    expect(report.sound).toBe(false);
    await expect(readFile(file(name))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test.each(['journal.sqlite', 'catalog.sqlite', 'runs.sqlite'])('%s is damaged', async (name) => {
    const bytes = await readFile(file(name));
    for (let at = 4096; at < bytes.length; at += 4096) bytes.fill(0x5a, at, at + 64);
    await writeFile(file(name), bytes);
    const before = await here.inventory();
    const report = await here.doctor({ repair: true });
    expect(told(report)).toContain('databases: needs-you DATABASE_DAMAGED');
    expect(await here.inventory()).toEqual(before);
  });

  test('a catalog of another program', async () => {
    await rm(file('catalog.sqlite'));
    const database = new DatabaseSync(file('catalog.sqlite'));
    database.exec('CREATE TABLE other (x)');
    database.close();
    const report = await here.doctor();
    expect(told(report)).toContain('versions: needs-you DATABASE_FOREIGN');
  });

  test.skipIf(process.platform !== 'linux')(
    'the write-ahead log of a process that was killed is folded in',
    async () => {
      const script = `
      const { DatabaseSync } = require('node:sqlite');
      const database = new DatabaseSync(process.argv[1]);
      database.exec("INSERT INTO turns VALUES ('acme', 1) ON CONFLICT DO UPDATE SET at = at + 1");
      process.kill(process.pid, 'SIGKILL');`;
      spawnSync(process.execPath, ['-e', script, file('runs.sqlite')]);
      expect((await readFile(file('runs.sqlite-wal'))).length).toBeGreaterThan(0);
      const before = (await here.inventory())['runs.sqlite-wal'];
      expect(told(await here.doctor())).toEqual(['databases: repairable LOG_LEFT']);
      expect((await here.inventory())['runs.sqlite-wal']).toBe(before);
      await repaired('databases: LOG_LEFT');
      await expect(readFile(file('runs.sqlite-wal'))).rejects.toMatchObject({ code: 'ENOENT' });
    },
  );
});

describe('versions', () => {
  test.each(['journal.sqlite', 'runs.sqlite'])('%s of a newer Quayside', async (name) => {
    const database = new DatabaseSync(file(name));
    database.exec(`PRAGMA user_version = ${migrations.length + 7}`);
    database.close();
    const before = await here.inventory();
    expect(told(await here.doctor({ repair: true }))).toContain('versions: needs-you DATABASE_TOO_NEW');
    expect(await here.inventory()).toEqual(before);
  });

  test('tables of a newer contract and of another format', async () => {
    const [metadata] = await metadataOf('dim_parts_v1');
    const text = await readFile(metadata, 'utf8');
    await writeFile(metadata, text.replace('"parts 1.0.0"', '"parts 1.9.0"'));
    expect(told(await here.doctor())).toContain('versions: needs-you CONTRACT_TOO_NEW');
    await writeFile(metadata, text.replace('"format-version":2', '"format-version":3'));
    expect(told(await here.doctor())).toContain('versions: needs-you TABLE_FORMAT');
  });
});

describe('journal', () => {
  const changeJournal = (...statements: readonly string[]): void => {
    const database = new DatabaseSync(file('journal.sqlite'));
    for (const trigger of ['records_stay', 'records_remain', 'records_follow'])
      database.exec(`DROP TRIGGER ${trigger}`);
    for (const statement of statements) database.exec(statement);
    database.close();
  };

  test('a changed record, one that is gone, a cut tail', async () => {
    changeJournal(
      'UPDATE records SET content = replace(content, \'"actor":"\', \'"actor":"x\') WHERE seq = 3',
    );
    const { checks } = await onlySaid('journal: needs-you RECORD_ALTERED');
    expect(checks.find(({ name }) => name === 'journal')?.findings[0]?.where).toBe(
      'journal.sqlite: record 3',
    );
    await here.restore();
    changeJournal('DELETE FROM records WHERE seq = 4');
    expect(told(await here.doctor({ repair: true }))).toContain('journal: needs-you RECORDS_MISSING');
    await here.restore();
    changeJournal('DELETE FROM records WHERE seq > 10');
    const cut = told(await here.doctor({ repair: true }));
    expect(cut).toContain('journal: needs-you JOURNAL_CUT');
    // Snapshots that the journal no longer knows are no orphans.
    expect(cut).toContain('agreement: needs-you SNAPSHOT_UNRECORDED');
  });

  test('nothing is repaired beside an altered journal', async () => {
    await leaveOrphan();
    changeJournal(
      'UPDATE records SET content = replace(content, \'"actor":"\', \'"actor":"x\') WHERE seq = 3',
    );
    const report = await onlySaid('journal: needs-you RECORD_ALTERED', 'orphans: repairable ORPHAN_FILES');
    expect(report.sound).toBe(false);
  });
});

/** The current metadata file of a table, and the version of its mirror. */
async function metadataOf(name: string): Promise<readonly [string, number]> {
  await using workspace = await here.open();
  const { metadataLocation } = await workspace.catalog.load({ namespace: 'supply_chain', name });
  return [metadataLocation.replace('file://', ''), Number(basename(metadataLocation).split('-')[0]) + 1];
}

describe('catalog', () => {
  test('a moved workspace says relocate, and is not touched', async () => {
    const place = join(here.folder, '..', 'moved');
    await rename(here.folder, place);
    const report = await here.doctor({ workspace: place, repair: true });
    expect(told(report)).toContain('catalog: needs-you WORKSPACE_MOVED');
    const finding = report.checks
      .flatMap(({ findings }) => findings)
      .find(({ code }) => code === 'WORKSPACE_MOVED');
    expect(finding?.remedy).toContain('quayside workspace relocate');
    await relocate(here.host, place);
    expect(told(await here.doctor({ workspace: place, deep: true }))).toEqual([]);
    await rm(place, { recursive: true });
  });

  test('metadata that is gone or damaged: the mirror is named, and brings it back', async () => {
    const [metadata, version] = await metadataOf('dim_parts_v1');
    for (const [damage, code] of [
      [() => rm(metadata), 'METADATA_MISSING'],
      [() => writeFile(metadata, '{"format-version":2'), 'METADATA_DAMAGED'],
    ] as const) {
      await damage();
      const before = await here.inventory();
      const report = await here.doctor({ repair: true });
      expect(told(report)).toContain(`catalog: needs-you ${code}`);
      expect(await here.inventory()).toEqual(before);
      const finding = report.checks.flatMap(({ findings }) => findings).find((one) => one.code === code);
      const mirror = join(dirname(metadata), `v${version}.metadata.json`);
      expect(finding?.remedy).toContain(`cp '${mirror}' '${metadata}'`);
      await copyFile(mirror, metadata);
      expect(told(await here.doctor())).toEqual([]);
    }
  });

  test('a table that the catalog lost: its files are not taken for orphans', async () => {
    const database = new DatabaseSync(file('catalog.sqlite'));
    database.exec("DELETE FROM iceberg_tables WHERE table_name = 'dim_parts_v1'");
    database.close();
    const report = await here.doctor({ repair: true });
    expect(told(report)).toContain('catalog: needs-you TABLE_LOST');
    expect((await here.files(/dim_parts_v1\/data\/.*parquet$/)).length).toBeGreaterThan(0);
  });

  test('an older copy of the catalog: what it does not know is not removed', async () => {
    await copyFile(file('catalog.sqlite'), join(here.scratch, 'old.sqlite'));
    await here.deliver('acme', 9);
    const files = (await here.files(/\.parquet$/)).length;
    await copyFile(join(here.scratch, 'old.sqlite'), file('catalog.sqlite'));
    const report = await here.doctor({ repair: true });
    expect(report.sound).toBe(false);
    expect(told(report)).toContain('catalog: needs-you MIRROR_AHEAD');
    expect(told(report)).toContain('agreement: needs-you SNAPSHOT_GONE');
    expect((await here.files(/\.parquet$/)).length).toBe(files);
  });

  test('a mirror that is behind, wrong or gone is written anew', async () => {
    const [metadata, version] = await metadataOf('dim_parts_v1');
    await writeFile(join(dirname(metadata), 'version-hint.text'), String(version - 1));
    await repaired('catalog: MIRROR_BEHIND');
    await writeFile(join(dirname(metadata), `v${version}.metadata.json`), '{}');
    await repaired('catalog: MIRROR_BEHIND');
    await rm(join(dirname(metadata), 'version-hint.text'));
    await repaired('catalog: MIRROR_BEHIND');
  });
});

describe('files', () => {
  const damages = [
    ['is gone', (path: string) => rm(path), 'FILE_MISSING'],
    ['is cut', (path: string) => truncate(path, 20), 'FILE_CUT'],
  ] as const;

  test.each(damages)('a data file of now %s', async (_, damage, code) => {
    await damage(await currentData());
    const before = await here.inventory();
    const report = await here.doctor({ repair: true });
    expect(told(report)).toContain(`files: needs-you ${code}`);
    const finding = report.checks.flatMap(({ findings }) => findings).find((one) => one.code === code);
    expect(finding?.found).toContain('cannot be read as it is now');
    expect(finding?.remedy).toContain('backup');
    expect(await here.inventory()).toEqual(before);
  });

  test('a file that only older snapshots need: they can be forgotten', async () => {
    const now = new Set<string>();
    {
      await using workspace = await here.open();
      const table = await workspace.catalog.load({ namespace: 'supply_chain', name: 'dim_suppliers_v1' });
      for (const one of (await planScan(table)).files) now.add(one.path);
    }
    const data = await here.files(/dim_suppliers_v1\/data\/.*parquet$/);
    const old = data.find((path) => !now.has(path) && !path.includes('-deletes'));
    await rm(old ?? '');
    const { checks } = await onlySaid('files: needs-you FILE_MISSING', 'rows: needs-you NOT_CHECKED');
    expect(checks.flatMap(({ findings }) => findings)[0]?.remedy).toContain(
      'quayside tables expire supply_chain.dim_suppliers_v1 --keep 1',
    );
    await expire(here.host, {
      workspace: here.folder,
      table: 'supply_chain.dim_suppliers_v1',
      keep: 1,
      olderThanDays: 0,
    });
    expect(told(await here.doctor())).toEqual([]);
  });

  test.each(['m0.avro', 'snap'])('a %s is gone or damaged', async (kind) => {
    const [path = ''] = await here.files(
      kind === 'snap' ? /dim_parts_v1.*\/snap-.*avro$/ : /dim_parts_v1.*-m0\.avro$/,
    );
    const bytes = await readFile(path);
    await rm(path);
    expect(told(await here.doctor({ repair: true }))).toContain('files: needs-you FILE_MISSING');
    await writeFile(path, Buffer.alloc(bytes.length, 1));
    expect(told(await here.doctor({ repair: true }))).toContain('files: needs-you FILE_UNREADABLE');
    await writeFile(path, bytes);
    expect(told(await here.doctor())).toEqual([]);
  });

  test('other bytes of the same length show when it is read whole', async () => {
    const path = await currentData();
    const bytes = await readFile(path);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(path, bytes);
    expect(told(await here.doctor())).toEqual([]);
    expect(told(await here.doctor({ deep: true }))).toEqual([
      'files: needs-you FILE_ALTERED',
      'rows: needs-you NOT_CHECKED',
    ]);
  });

  test('the newest times of keys', async () => {
    for (const day of ['21', '22']) await here.suppliers('times', day);
    let path = '';
    {
      await using workspace = await here.open();
      path = file(workspace.journal.seenFile('times', 'suppliers')?.path ?? '');
    }
    await appendFile(path, 'x');
    await onlySaid('files: needs-you FILE_ALTERED', 'rows: needs-you NOT_CHECKED');
    await rm(path);
    await onlySaid('files: needs-you FILE_MISSING', 'rows: needs-you NOT_CHECKED');
  });
});

test('rows of one key that another program wrote twice are told, with the way out', async () => {
  {
    await using workspace = await here.open();
    await using bench = await Bench.open(here.host);
    const table = await workspace.catalog.load({ namespace: 'supply_chain', name: 'dim_suppliers_v1' });
    const rows = sql`(FROM ${scanRelation(await planScan(table))} WHERE tenant_id = 'globex' LIMIT 2)`;
    const files = await writeDataFiles(bench.duck, table, rows, { uuid: randomUUID() });
    const add = files.map((one) => ({ file: one }));
    const snapshotId = workspace.stamps.snapshotId();
    const change = { kind: 'files', snapshotId, branch: 'main', operation: 'append' } as const;
    await workspace.catalog.commit([{ table, changes: [{ ...change, add, remove: [], summary: {} }] }]);
  }
  const { checks } = await onlySaid('rows: needs-you ROWS_TWICE', 'rows: needs-you ROWS_TWICE');
  const [first] = checks.flatMap(({ findings }) => findings);
  expect(first).toMatchObject({ where: 'supply_chain.dim_suppliers_v1 of globex, supplier_id' });
  expect(first?.remedy).toContain('quayside tables rollback --tenant globex --to-run');
});

async function currentData(): Promise<string> {
  await using workspace = await here.open();
  const table = await workspace.catalog.load({ namespace: 'supply_chain', name: 'dim_parts_v1' });
  const [first] = (await planScan(table)).files;
  return first?.path ?? '';
}

describe('agreement', () => {
  test('an expiry that was killed before it said so is finished, with its files', async () => {
    {
      await using workspace = await here.open();
      const table = await workspace.catalog.load({ namespace: 'supply_chain', name: 'dim_parts_v1' });
      const head = table.metadata.refs['main']?.['snapshot-id'];
      const ids = table.metadata.snapshots.map((one) => one['snapshot-id']).filter((id) => id !== head);
      expect(ids).not.toEqual([]);
      const changes = [{ kind: 'remove-snapshots', ids } as const, forgettingNote(ids)];
      await workspace.catalog.commit([{ table, changes }]);
    }
    const report = await here.doctor({ repair: true });
    expect(report.sound).toBe(true);
    expect(told(report)).toContain('orphans: repaired EXPIRY_UNFINISHED');
    await using workspace = await here.open();
    expect(await findLeftovers(workspace.catalog, workspace.journal, workspace.folder)).toEqual([]);
    expect(told(await here.doctor()).filter((line) => line.includes('FORGOTTEN'))).toEqual([]);
  });

  test('snapshots that another program forgot are a note, with their files', async () => {
    {
      await using workspace = await here.open();
      const table = await workspace.catalog.load({ namespace: 'supply_chain', name: 'dim_parts_v1' });
      const [first] = table.metadata.snapshots;
      const snapshotIds = first === undefined ? [] : [first['snapshot-id']];
      await workspace.catalog.commit([{ table, changes: [{ kind: 'remove-snapshots', ids: snapshotIds }] }]);
    }
    const before = await here.inventory();
    const report = await here.doctor({ repair: true });
    expect(report.sound).toBe(true);
    expect(told(report)).toContain('agreement: note SNAPSHOTS_FORGOTTEN');
    const data = ([name]: readonly [string, string]): boolean => name.includes('/data/');
    expect(Object.entries(await here.inventory()).filter(data)).toEqual(Object.entries(before).filter(data));
  });

  test('an outcome that the tables do not bear out, and counts that they do not', async () => {
    {
      await using workspace = await here.open();
      const { journal } = workspace;
      const last = journal.lastPublication('globex');
      const runId = last?.body.runId ?? '';
      const run = journal.run(runId);
      const { tables, ...body } = last?.body ?? { tables: [] };
      const [one] = tables;
      if (one === undefined || run === undefined) return expect.unreachable('expected a publication');
      // A snapshot of a table that nothing published, said to be abandoned.
      const table = await workspace.catalog.load({ namespace: 'supply_chain', name: 'quarantine_parts_v1' });
      const snapshotId = workspace.stamps.snapshotId();
      const change = { kind: 'files', snapshotId, branch: 'main', operation: 'append' } as const;
      await workspace.catalog.commit([{ table, changes: [{ ...change, add: [], remove: [], summary: {} }] }]);
      const abandoned = { ...one, table: 'supply_chain.quarantine_parts_v1', snapshotId: String(snapshotId) };
      const said = { tenant: 'globex', inputs: [] } as const;
      const suppliers = run.datasets.suppliers;
      if (suppliers === undefined) return expect.unreachable('expected suppliers');
      const more = { ...suppliers, landed: suppliers.landed + 1000, inserted: suppliers.inserted + 1000 };
      journal.append([
        {
          ...said,
          kind: 'publication-outcome',
          body: {
            publicationId: 'p-1',
            purpose: 'run',
            tables: [abandoned],
            seen: [],
            outcome: 'abandoned',
            recovered: true,
          },
        },
        {
          ...said,
          kind: 'run-finished',
          body: { runId: 'r-1', status: 'published', seconds: 0, datasets: { suppliers: more } },
        },
      ]);
      expect(body).toBeDefined();
    }
    await onlySaid('agreement: needs-you OUTCOME_WRONG', 'agreement: needs-you COUNTS_WRONG');
  });

  test('delivered files that the last publication needs again', async () => {
    await rm(file('deliveries/globex-2/parts.csv'));
    await onlySaid('agreement: needs-you RAW_MISSING');
  });
});

describe('runs', () => {
  const order = {
    tenant: 'acme',
    sources: ['/nowhere'],
    kind: 'delta',
    timezone: 'UTC',
    severities: {},
  } as const;

  test('a run and a publication whose process is gone are settled', async () => {
    {
      await using workspace = await here.open();
      const { journal } = workspace;
      const said = { tenant: 'acme', inputs: [] } as const;
      journal.append([
        { ...said, kind: 'run-started', body: { runId: 'r-gone', command: 'run', sources: ['x'] } },
        {
          ...said,
          kind: 'publication-intent',
          body: { publicationId: 'p-gone', purpose: 'run', runId: 'r-gone', tables: [], seen: [] },
        },
      ]);
    }
    await repaired('runs: PUBLICATION_OPEN', 'runs: RUN_UNFINISHED');
    await using workspace = await here.open();
    expect(workspace.journal.openIntents()).toEqual([]);
    expect(workspace.journal.run('r-gone')?.status).toBe('interrupted');
  });

  test('a run that is on is left alone', async () => {
    await using workspace = await here.open();
    const { journal } = workspace;
    const lease = journal.acquireLease({ tenant: 'acme', operation: 'run', seconds: 60 });
    journal.append(
      [
        {
          tenant: 'acme',
          inputs: [],
          kind: 'run-started',
          body: { runId: 'r-on', command: 'run', sources: ['x'] },
        },
      ],
      lease,
    );
    expect(told(await here.doctor({ repair: true }))).toEqual([]);
    expect(journal.run('r-on')?.status).toBe('started');
    journal.releaseLease(lease);
    expect(told(await here.doctor())).toEqual(['runs: repairable RUN_UNFINISHED']);
  });

  test('leases, engines and runs of the queue whose process is gone', async () => {
    const mark = await goneProcess();
    const database = new DatabaseSync(file('journal.sqlite'));
    database
      .prepare('INSERT INTO leases VALUES (?, ?, ?, ?, ?)')
      .run('acme', 'run', 'token', JSON.stringify({ actor: 'x', ...mark }), '2999-01-01T00:00:00.000Z');
    database.close();
    {
      using queue = new RunQueue(file('runs.sqlite'), { clock: () => new Date(), self: mark });
      queue.add([{ runId: 'r-1', order: { ...order, sources: [here.folder] }, owned: true }]);
      queue.engineIsOn();
    }
    const codes = ['LEASE_LEFT', 'RUN_ABANDONED', 'ENGINE_GONE'];
    const before = await here.inventory();
    expect(told(await here.doctor())).toEqual(codes.map((code) => `runs: repairable ${code}`));
    expect(await here.inventory()).toEqual(before);
    const report = await here.doctor({ repair: true });
    // What was interrupted can go on.
    expect(told(report)).toEqual([
      ...codes.map((code) => `runs: repaired ${code}`),
      'runs: note RUNS_INTERRUPTED',
    ]);
    expect(report.sound).toBe(true);
    expect((await recordsOf()).toSorted()).toEqual(codes.toSorted());
    using queue = openQueue(here.host, here.folder);
    expect(queue.find('r-1')?.state).toBe('interrupted');
  });

  test('runs that nobody takes are a note; where their files are gone, somebody must say', async () => {
    {
      using queue = openQueue(here.host, here.folder);
      queue.add([{ runId: 'r-2', order: { ...order, sources: [here.folder] } }]);
    }
    const waiting = await here.doctor();
    expect(told(waiting)).toEqual(['runs: note RUNS_WAIT']);
    expect(waiting.sound).toBe(true);
    {
      using queue = openQueue(here.host, here.folder);
      queue.add([{ runId: 'r-3', order }]);
    }
    await onlySaid('runs: note RUNS_WAIT', 'runs: needs-you SOURCE_GONE');
  });
});

/** A data file as a killed run leaves it. */
async function leaveOrphan(
  name = '11111111-1111-4111-8111-111111111111-22222222-2222-4222-8222-222222222222.parquet',
): Promise<string> {
  const [data = ''] = await here.files(/dim_suppliers_v1\/data\/.*parquet$/);
  const path = join(dirname(data), name);
  await writeFile(path, 'left');
  return path;
}

describe('orphans', () => {
  test('files of killed processes are removed, and no other', async () => {
    const before = Object.keys(await here.inventory());
    const [manifest = ''] = await here.files(/dim_parts_v1.*-m0\.avro$/);
    await leaveOrphan();
    await writeFile(join(dirname(manifest), '.quayside-put-1'), 'half');
    await copyFile(manifest, join(dirname(manifest), '33333333-3333-4333-8333-333333333333-m0.avro'));
    await mkdir(file('lake/cdf-silver/seen/acme'), { recursive: true });
    await writeFile(file('lake/cdf-silver/seen/acme/parts-left.parquet'), 'left');
    await repaired('orphans: ORPHAN_FILES');
    const now = Object.keys(await here.inventory());
    expect(now.filter((name) => !before.includes(name) && !name.startsWith('lake/cdf-silver/seen'))).toEqual(
      [],
    );
    expect(before.filter((name) => !now.includes(name))).toEqual([]);
  });

  test('files of a run or upkeep that is on are not taken; once it is over they are', async () => {
    const path = await leaveOrphan();
    await using workspace = await here.open();
    const { journal } = workspace;
    for (const tenant of ['acme', 'somebody new', null]) {
      const lease = journal.acquireLease({ tenant, operation: 'run', seconds: 60 });
      expect(told(await here.doctor({ repair: true }))).toEqual([]);
      expect(await readFile(path, 'utf8')).toBe('left');
      journal.releaseLease(lease);
    }
    expect(told(await here.doctor({ repair: true }))).toEqual(['orphans: repaired ORPHAN_FILES']);
  });

  test('a young file of another engine stays, a day-old one goes', async () => {
    const path = await leaveOrphan('00000-1-11111111-1111-4111-8111-111111111111-0-00001.parquet');
    expect(told(await here.doctor({ repair: true }))).toEqual([]);
    const old = new Date(Date.now() - 25 * 3600 * 1000);
    await utimes(path, old, old);
    await repaired('orphans: ORPHAN_FILES');
  });

  test('a folder that looks like a table is not removed, but the beginning of one is', async () => {
    const [metadata] = await metadataOf('dim_parts_v1');
    const lost = file('lake/cdf-silver/supply_chain/lost');
    await cp(dirname(dirname(metadata)), lost, { recursive: true });
    await onlySaid('orphans: needs-you TABLE_UNKNOWN');
    await rm(lost, { recursive: true });
    const [first = ''] = await here.files(/dim_parts_v1\/metadata\/00000-.*json$/);
    await mkdir(join(lost, 'metadata'), { recursive: true });
    await copyFile(first, join(lost, 'metadata', basename(first)));
    await repaired('orphans: ORPHAN_FILES');
  });

  test('half-written settings and deliveries go when they are old', async () => {
    const half = [file('.settings-1a'), file('deliveries/acme-1/.quayside-abc')] as const;
    await writeFile(half[0], '{');
    await mkdir(half[1]);
    expect(told(await here.doctor())).toEqual([]);
    const old = new Date(Date.now() - 25 * 3600 * 1000);
    for (const path of half) await lutimes(path, old, old);
    await repaired('orphans: ORPHAN_FILES');
  });
});

describe('scratch', () => {
  test('temporary files of a process that is gone', async () => {
    const mark = await goneProcess();
    const dead = join(here.scratch, `${scratchPrefix(mark)}abc`);
    const alive = join(here.scratch, `${scratchPrefix(markOf(process.pid))}abc`);
    for (const folder of [dead, alive]) await mkdir(folder);
    await repaired('scratch: SCRATCH_LEFT');
    await expect(readFile(dead)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(readFile(alive)).rejects.toMatchObject({ code: 'EISDIR' });
  });
});
