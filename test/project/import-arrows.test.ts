import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');
let folder = '';

/** Lints one file as if it stood at `path`, with the project's own rules. */
async function lint(path: string, source: string): Promise<string> {
  const file = join(folder, path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, source);
  return run(process.execPath, [join(root, 'node_modules/oxlint/bin/oxlint'), path], { cwd: folder }).then(
    ({ stdout }) => stdout,
    (failure: { stdout: string }) => failure.stdout,
  );
}

beforeAll(async () => {
  folder = await mkdtemp(join(root, 'node_modules', '.arrows-'));
  const config: unknown = JSON.parse(await readFile(join(root, '.oxlintrc.json'), 'utf8'));
  await writeFile(
    join(folder, '.oxlintrc.json'),
    JSON.stringify({ ...(config as object), ignorePatterns: [] }),
  );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  ['a feature imports a feature', 'core/rules/a.ts', '../landing/receive.ts'],
  ['a library imports a feature', 'core/sql/a.ts', '../contract/typed.sql.ts'],
  ['from a folder within', 'core/rules/findings/a.ts', '../../landing/receive.ts'],
  ['base imports anything of core', 'core/base/a.ts', '../sql/sql.ts'],
  ['the table format imports a feature', 'core/iceberg/a.ts', '../rules/judge.ts'],
  ['core imports the renderer', 'core/app/a.ts', '../../renderer/main.ts'],
  ['contracts import core', 'contracts/data/a.ts', '../../core/base/errors.ts'],
  ['the renderer imports core', 'renderer/a.ts', '../core/app/check.ts'],
  ['DuckDB outside core/duck', 'core/rules/a.ts', '@duckdb/node-api'],
])('forbidden: %s', async (_, path, target) => {
  const output = await lint(path, `import { a } from '${target}';\nexport const b = a;\n`);
  expect(output).toContain('no-restricted-imports');
});

test.each([
  ['a feature imports sql', 'core/rules/a.ts', '../sql/sql.ts'],
  ['app imports features', 'core/app/a.ts', '../landing/receive.ts'],
  ['core imports contracts', 'core/rules/a.ts', '../../contracts/errors.ts'],
  ['a folder within a feature', 'core/rules/kinds/a.ts', '../judge.ts'],
])('allowed: %s', async (_, path, target) => {
  const output = await lint(path, `import { a } from '${target}';\nexport const b = a;\n`);
  expect(output).not.toContain('no-restricted-imports');
});
