import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quayside, start } from './run.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quayside-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const commands =
  `generate, check, score, demo, run, query, lineage, contracts, contracts show, runs, runs list, runs show, runs spans, runs resume, runs retry, runs cancel, runs watch, audit, audit log,
  audit verify, tables list, tables show, tables snapshots, quarantine list, quarantine show, quarantine causes, quarantine propose, quarantine preview, quarantine apply, quarantine undo, quarantine redo, quarantine history,
  quarantine return, quarantine assign, quarantine reject, workspace relocate, doctor, serve, settings show, settings set, search`
    .split(',')
    .map((command) => [command.trim().split(' ')]);

test.each([[[]], ...commands])('%j --help shows examples and ends with 0', async (command) => {
  const { code, stdout } = await quayside([...command, '--help']);
  expect(code).toBe(0);
  expect(stdout).toContain('Examples:');
  expect(stdout).toContain('quayside ');
});

test.each([
  [['check', '.']],
  [['check', '.', '--tenant', '../x']],
  [['check', '.', '--tenant', 'a', '--as-of', 'yesterday']],
  [['check', '.', '--tenant', 'a', '--timezone', 'Mars/Olympus']],
  [['check', '.', '--tenant', 'a', '--timezone', '+02:00']],
  [['check', '.', '--tenant', 'a', '--severity', 'TYPE_MISMATCH=off']],
  [['check', '.', '--tenant', 'a', '--severity', 'MISSING_CONTACT=off=error']],
  [['check', '.', '--tenant', 'a', '--severity', 'NOPE=off']],
  [['generate', '--tenant', 'a', '--out', 'x', '--dirty', '2']],
  [['generate', '--tenant', 'a', '--out', 'x', '--suppliers', '-1']],
  [['generate', '--tenant', 'a', '--out', 'x', '--kind', 'no_such_kind=1%']],
  [['nonsense']],
  [['demo', '--nonsense']],
])('%j is a usage error: exit 2, said on stderr', async (args) => {
  const { code, stdout, stderr } = await quayside(args);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).not.toBe('');
  expect(stderr).not.toMatch(/\n\s+at /);
});

test('a mistyped option is named beside the required one that is missing', async () => {
  const { code, stderr } = await quayside(['check', '.', '--tennant', 'acme']);
  expect(code).toBe(2);
  expect(stderr).toContain('--tenant <name>');
  expect(stderr).toContain("'--tennant' is not an option");
});

test('QUAYSIDE_DEBUG=1 says where an error came from', async () => {
  const { stderr } = await quayside(['check', join(folder, 'gone'), '--tenant', 'acme'], {
    QUAYSIDE_DEBUG: '1',
  });
  expect(stderr).toMatch(/\n\s+at /);
});

test('a usage error with --json is one document', async () => {
  const { code, stdout } = await quayside(['check', '.', '--json']);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'USAGE' } });
});

test('a folder that is not there: exit 3 and what to do', async () => {
  const { code, stdout, stderr } = await quayside([
    'check',
    join(folder, 'gone'),
    '--tenant',
    'acme',
    '--json',
  ]);
  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'SOURCE_NOT_FOUND' } });
  expect(stderr).toContain('gone');
  expect(stderr).not.toMatch(/\n\s+at /);
});

test('control characters of a path do not reach the terminal', async () => {
  const { code, stderr } = await quayside([
    'check',
    join(folder, 'gone\u001b[31m\u0007'),
    '--tenant',
    'acme',
  ]);
  expect(code).toBe(3);
  expect(stderr).toContain('gone\\u001b[31m\\u0007');
});

test('a reader that stops early is no fault', async () => {
  const child = spawn(process.execPath, [start, 'contracts', 'show', '--json']);
  child.stdout.destroy();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test.skipIf(!existsSync('/dev/full'))('a result that cannot be written is said, with exit 1', async () => {
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [start, 'contracts', 'show'], { stdio: ['ignore', full, 'pipe'] });
  closeSync(full);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  expect(code).toBe(1);
  expect(stderr).toBe('quayside: NOT_WRITABLE: The result cannot be written to stdout (ENOSPC).\n');
});

test('missing required columns: exit 3 with all that would satisfy them', async () => {
  const file = join(folder, 'suppliers.csv');
  await writeFile(file, 'supplier_id,country\n1,DE\n');
  const { code, stderr } = await quayside(['check', file, '--tenant', 'acme']);
  expect(code).toBe(3);
  expect(stderr).toContain('MISSING_REQUIRED_COLUMNS');
  expect(stderr).toContain('legal_name');
  expect(stderr).toContain('--data-source');
  expect(stderr).toContain('--extracted-at');
});

test('contracts show prints both contracts; --json has every field', async () => {
  const text = await quayside(['contracts', 'show']);
  expect(text.stdout).toContain('suppliers 1.0.0 · 33 fields');
  expect(text.stdout).toContain('parts 1.0.0 · 23 fields');
  const { stdout } = await quayside(['contracts', 'show', 'parts', '--json']);
  const shown = JSON.parse(stdout) as { contracts: { parts: { fields: unknown[] } } };
  expect(shown.contracts.parts.fields).toHaveLength(23);
});
