import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../contracts/errors.ts';
import { violationCodes } from '../../contracts/data/violation-codes.ts';

const renderer = join(import.meta.dirname, '..', '..', 'renderer');
const folder = (language: string): string => join(renderer, 'i18n', language);
const namespaces = (await readdir(folder('en'))).map((file) => file.replace('.json', ''));

/** Paths of all texts of a namespace. A plural counts once: languages have different forms. */
async function keysOf(language: string, namespace: string): Promise<Map<string, string>> {
  const keys = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'string') keys.set(path.replace(/_(zero|one|two|few|many|other)$/, ''), value);
    else if (Array.isArray(value)) keys.set(path, value.join('\n'));
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) walk(inner, path === '' ? name : `${path}.${name}`);
  };
  walk(JSON.parse(await readFile(join(folder(language), `${namespace}.json`), 'utf8')), '');
  return keys;
}

describe.each(namespaces)('texts of %s', (namespace) => {
  it('are there in both languages', async () => {
    const [english, german] = [await keysOf('en', namespace), await keysOf('de', namespace)];
    expect([...german.keys()].toSorted()).toEqual([...english.keys()].toSorted());
  });

  it('name the same values in both languages', async () => {
    const [english, german] = [await keysOf('en', namespace), await keysOf('de', namespace)];
    const values = (text = ''): string[] => [...new Set(text.match(/\{\{\w+\}\}/g))].toSorted();
    for (const [key, text] of english) {
      const shared = values(german.get(key)).filter((value) => value !== '{{count}}');
      expect([key, shared]).toEqual([key, values(text).filter((value) => value !== '{{count}}')]);
    }
  });
});

async function sources(of: string): Promise<string[]> {
  const entries = await readdir(of, { withFileTypes: true, recursive: true });
  return entries
    .filter(({ name }) => /\.tsx?$/.test(name))
    .map(({ parentPath, name }) => join(parentPath, name));
}

describe('keys in the code', () => {
  it('all have a text', async () => {
    const known = new Map<string, Set<string>>();
    for (const namespace of namespaces) {
      const keys = await keysOf('en', namespace);
      const all = new Set<string>(keys.keys());
      for (const key of keys.keys())
        for (let at = key.indexOf('.'); at > 0; at = key.indexOf('.', at + 1)) all.add(key.slice(0, at));
      known.set(namespace, all);
    }
    const missing: string[] = [];
    for (const file of await sources(renderer)) {
      const text = await readFile(file, 'utf8');
      const named = [...text.matchAll(/useTranslation\((?:\[?'([\w-]+)'|\))/g)].map(
        ([, name]) => name ?? 'common',
      );
      // A function that is handed `t` does not say whose it is.
      const own = named.length > 0 ? named : namespaces;
      for (const [, key = ''] of text.matchAll(/\bt\(\s*'([\w.:-]+)'/g)) {
        const [path = '', namespace] = key.split(':', 2).toReversed();
        const places = namespace === undefined ? own : [namespace];
        if (!places.some((place) => known.get(place)?.has(path))) missing.push(`${file}: ${key}`);
      }
    }
    expect(missing).toEqual([]);
  });

  it('every code that may be shown has its sentence', async () => {
    const errors = await keysOf('en', 'errors');
    expect(Object.keys(errorCodes).filter((code) => !errors.has(`${code}.what`))).toEqual([]);
    const codes = await keysOf('en', 'codes');
    expect(Object.keys(violationCodes).filter((code) => !codes.has(code))).toEqual([]);
  });
});
