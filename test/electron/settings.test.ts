import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withoutRecent, withRecent } from '../../electron/main/recent.ts';
import { systemSecrets } from '../../electron/main/secrets.ts';
import { ShellSettings } from '../../electron/main/shell-settings.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quayside-settings-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('settings are kept; what of them cannot be read is as at first, the rest stays', async () => {
  const file = join(folder, 'deep', 'shell.json');
  new ShellSettings(file).change({ theme: 'dark', recentWorkspaces: ['/a'] });
  expect(new ShellSettings(file).now).toEqual({ theme: 'dark', recentWorkspaces: ['/a'] });
  await writeFile(file, '{"theme":"pink","recentWorkspaces":["/a"],"window":{"bounds":7},"language":"xx"}');
  expect(new ShellSettings(file).now).toEqual({ theme: 'system', recentWorkspaces: ['/a'] });
  for (const damaged of ['', '{"theme":', '[]', 'null', '7']) {
    await writeFile(file, damaged);
    expect(new ShellSettings(file).now).toEqual({ theme: 'system', recentWorkspaces: [] });
  }
});

test('settings that cannot be written end nothing', () => {
  const settings = new ShellSettings(join(folder, 'deep', 'shell.json', 'below-a-file.json'));
  settings.change({ theme: 'dark' });
  expect(settings.now.theme).toBe('dark');
});

test('recent workspaces: the latest first, each once, ten at most', () => {
  const many = Array.from({ length: 12 }, (_, n) => `/w${n}`);
  expect(many.reduce<string[]>(withRecent, [])).toEqual([
    '/w11',
    '/w10',
    '/w9',
    '/w8',
    '/w7',
    '/w6',
    '/w5',
    '/w4',
    '/w3',
    '/w2',
  ]);
  expect(withRecent(['/a', '/b'], '/b')).toEqual(['/b', '/a']);
  expect(withoutRecent(['/a', '/b'], '/a')).toEqual(['/b']);
});

/** A key chain that turns letters around, so that it shows what went through it. */
const keyChain = (backend?: 'basic_text' | 'kwallet', available = true) => ({
  isEncryptionAvailable: () => available,
  encryptString: (text: string) => Buffer.from([...text].toReversed().join('')),
  decryptString: (bytes: Buffer) => [...bytes.toString()].toReversed().join(''),
  ...(backend === undefined ? {} : { getSelectedStorageBackend: () => backend }),
});

test('secrets go through the key chain into a file that only its owner reads', async () => {
  const file = join(folder, 'secrets.json');
  const secrets = systemSecrets(file, keyChain('kwallet'));
  secrets.set('s3/production', 'sesame');
  expect(await readFile(file, 'utf8')).not.toContain('sesame');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const later = systemSecrets(file, keyChain('kwallet'));
  expect([later.has('s3/production'), later.get('s3/production'), later.has('s3/test')]).toEqual([
    true,
    'sesame',
    false,
  ]);
  later.remove('s3/production');
  expect(later.has('s3/production')).toBe(false);
  expect(later.has('constructor')).toBe(false);
});

test('where the system cannot keep secrets none is taken', () => {
  for (const storage of [keyChain('basic_text'), keyChain('kwallet', false)]) {
    const secrets = systemSecrets(join(folder, 'none.json'), storage);
    expect(secrets.available()).toBe(false);
    expect(() => secrets.set('s3', 'sesame')).toThrow(/key chain/);
  }
});
