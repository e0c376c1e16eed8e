import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findAsset } from '../../electron/main/asset.ts';

let root = '';
let folder = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'quayside-assets-'));
  folder = join(root, 'page');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'index.html'), 'the page');
  await writeFile(join(folder, 'assets', 'index-Ab_1.js'), 'a script');
  await writeFile(join(folder, 'notes.xyz'), 'of no kind that a page has');
  await writeFile(join(root, 'secret.json'), 'secret');
  await symlink(join(root, 'secret.json'), join(folder, 'link.json'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test.each([
  ['app://quayside/', 'text/html; charset=utf-8', 'the page'],
  ['app://quayside/index.html', 'text/html; charset=utf-8', 'the page'],
  ['app://quayside/index.html?x=1#/runs', 'text/html; charset=utf-8', 'the page'],
  ['app://quayside/assets/index-Ab_1.js', 'text/javascript; charset=utf-8', 'a script'],
])('%s is served', async (url, type, body) => {
  const asset = await findAsset(folder, 'GET', url);
  expect({ status: asset.status, type: asset.headers['content-type'], body: asset.body.toString() }).toEqual({
    status: 200,
    type,
    body,
  });
});

test.each([
  ['another host', 'GET', 'app://elsewhere/index.html', 400],
  ['another scheme', 'GET', 'file:///etc/passwd', 400],
  ['a host that only begins alike', 'GET', 'app://quayside.evil/index.html', 400],
  ['credentials', 'GET', 'app://quayside@evil/index.html', 400],
  ['no URL', 'GET', 'index.html', 400],
  ['a link out of the folder', 'GET', 'app://quayside/link.json', 403],
  ['a kind of file that no page has', 'GET', 'app://quayside/notes.xyz', 404],
  ['a folder', 'GET', 'app://quayside/assets', 404],
  ['what is not there', 'GET', 'app://quayside/assets/none.js', 404],
  ['dots, encoded', 'GET', 'app://quayside/%2e%2e%2fsecret.json', 400],
  ['dots, encoded twice', 'GET', 'app://quayside/%252e%252e%252fsecret.json', 400],
  ['a backslash', 'GET', 'app://quayside/..%5csecret.json', 400],
  ['a byte that is no text', 'GET', 'app://quayside/%ff.json', 400],
  ['NUL', 'GET', 'app://quayside/index.html%00.json', 400],
  ['writing', 'POST', 'app://quayside/index.html', 405],
])('refused: %s', async (_, method, url, status) => {
  const asset = await findAsset(folder, method, url);
  expect(asset.status).toBe(status);
  expect(asset.body.toString()).not.toContain('secret');
});

test('every answer forbids inline scripts and guessing of types', async () => {
  for (const url of ['app://quayside/', 'app://quayside/none.js', 'app://elsewhere/']) {
    const { headers } = await findAsset(folder, 'GET', url);
    expect(headers['x-content-type-options']).toBe('nosniff');
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self'(;|$)/);
    expect(policy).not.toContain('unsafe-eval');
  }
});

test('no path, however written, gives a file beyond the folder', async () => {
  const piece = fc.constantFrom(
    '..',
    '.',
    '%2e',
    '%2E%2e',
    '/',
    '%2f',
    '%5c',
    '\\',
    'secret.json',
    'page',
    'assets',
    '%00',
    'index.html',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
      const { body } = await findAsset(folder, 'GET', `app://quayside/${pieces.join('')}`);
      expect(body.toString()).not.toContain('secret');
    }),
    { numRuns: 500 },
  );
});
