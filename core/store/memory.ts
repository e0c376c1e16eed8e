import { QuaysideError } from '../base/errors.ts';
import { byKey, segmentsOf } from './key.ts';
import type { Content, Store, StoredObject } from './store.ts';

interface Entry {
  readonly bytes: Uint8Array;
  readonly modified: Date;
  readonly version: number;
}

/** A store in memory, for tests and for what need not outlive the process. `now` dates what is put. */
export function memoryStore(now: () => Date = () => new Date()): Store {
  const entries = new Map<string, Entry>();
  let version = 0;

  const describe = (key: string, entry: Entry): StoredObject => ({
    key,
    bytes: entry.bytes.length,
    modified: entry.modified,
    kind: 'file',
    version: String(entry.version),
  });
  const keep = (key: string, bytes: Uint8Array): void => {
    version += 1;
    entries.set(key, { bytes, modified: now(), version });
  };

  return {
    address: 'memory',
    list: async (prefix = '') =>
      [...entries]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, entry]) => describe(key, entry))
        .toSorted(byKey),
    async stat(key) {
      segmentsOf(key);
      const entry = entries.get(key);
      return entry === undefined ? undefined : describe(key, entry);
    },
    async *read(key, range) {
      segmentsOf(key);
      const entry = entries.get(key);
      if (entry === undefined) {
        throw new QuaysideError('SOURCE_NOT_FOUND', `${key} is not in memory.`, {
          parameters: { path: key },
        });
      }
      const end = range === undefined ? entry.bytes.length : range.offset + range.length;
      const bytes = entry.bytes.subarray(range?.offset ?? 0, end);
      for (let from = 0; from < bytes.length; from += 1024 ** 2) yield bytes.slice(from, from + 1024 ** 2);
    },
    async put(key, content) {
      segmentsOf(key);
      keep(key, await gather(content));
    },
    async putIfAbsent(key, content) {
      segmentsOf(key);
      const bytes = await gather(content);
      if (entries.has(key)) return false;
      keep(key, bytes);
      return true;
    },
    async delete(key) {
      segmentsOf(key);
      entries.delete(key);
    },
    localPath: () => undefined,
  };
}

async function gather(content: Content): Promise<Uint8Array> {
  if (content instanceof Uint8Array) return content.slice();
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.concat(pieces);
}
