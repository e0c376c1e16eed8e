import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SafeStorage } from 'electron';
import { z } from 'zod';

/** Where credentials are kept. They leave it for the engine only. */
export interface SecretStore {
  /** False where the system has no place that keeps them from others: then none is taken. */
  readonly available: () => boolean;
  readonly has: (name: string) => boolean;
  readonly get: (name: string) => string | undefined;
  readonly set: (name: string, secret: string) => void;
  readonly remove: (name: string) => void;
}

type Storage = Pick<SafeStorage, 'isEncryptionAvailable' | 'encryptString' | 'decryptString'> &
  Partial<Pick<SafeStorage, 'getSelectedStorageBackend'>>;

const file = z.record(z.string(), z.string());

/** Secrets in a file, each encrypted with the system's key chain. */
export function systemSecrets(path: string, storage: Storage): SecretStore {
  const read = (): Record<string, string> => {
    try {
      return file.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch {
      return {};
    }
  };
  const write = (secrets: Record<string, string>): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, JSON.stringify(secrets), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  };
  const available = (): boolean => storage.isEncryptionAvailable() && !isPlain(storage);
  return {
    available,
    has: (name) => Object.hasOwn(read(), name),
    get: (name) => {
      const secrets = read();
      const kept = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
      return kept === undefined ? undefined : storage.decryptString(Buffer.from(kept, 'base64'));
    },
    set: (name, secret) => {
      if (!available()) throw new Error('No key chain: the system cannot keep secrets.');
      write({ ...read(), [name]: storage.encryptString(secret).toString('base64') });
    },
    remove: (name) => {
      const { [name]: _, ...others } = read();
      write(others);
    },
  };
}

/** Linux without a key ring: "encrypted" with a key that everybody knows. */
const isPlain = (storage: Storage): boolean => storage.getSelectedStorageBackend?.() === 'basic_text';
