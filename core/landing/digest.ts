import { createHash } from 'node:crypto';
import { QuaysideError } from '../base/errors.ts';
import { stopIfCancelled, type Work } from '../base/progress.ts';
import type { SourceFile } from './discovery/find-sources.ts';

/** SHA-256 of JSON text, hex: ids that come from content. */
export const contentId = (...parts: readonly (string | readonly string[])[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** A file's bytes in passing: `digest()` and `bytes()` are right once the pieces are read to the end. */
export interface Passing {
  readonly pieces: AsyncIterable<Uint8Array>;
  readonly digest: () => string;
  readonly bytes: () => number;
}

/** Tells of each piece how many bytes it is. */
export function hashInPassing(source: SourceFile, { signal, progress }: Work): Passing {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for await (const piece of source.store.read(source.object.key)) {
      stopIfCancelled(signal);
      hash.update(piece);
      bytes += piece.length;
      progress?.({ stage: 'landing', bytes: piece.length });
      yield piece;
    }
  }
  return { pieces: pieces(), digest: () => hash.digest('hex'), bytes: () => bytes };
}

/** Throws SOURCE_CHANGED where the file is not the one that was found. */
export async function assertSame(source: SourceFile, bytes: number): Promise<void> {
  const now = await source.store.stat(source.object.key);
  if (now?.version === source.object.version && bytes === source.object.bytes) return;
  throw sourceChanged(source.path);
}

export const sourceChanged = (path: string): QuaysideError =>
  new QuaysideError(
    'SOURCE_CHANGED',
    `${path} changed or vanished while it was read. Wait until whoever writes it is done, then run again.`,
    { parameters: { path }, retryable: true },
  );
