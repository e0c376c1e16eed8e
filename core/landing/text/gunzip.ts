import { open } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { QuaysideError } from '../../base/errors.ts';
import { damaged } from '../damaged.ts';

const alwaysAllowed = 256 * 1024 ** 2;
const highestRatio = 200;

/**
 * The text inside a gzip stream, also written to `target`, where DuckDB reads it. Bounded: text of more than 256 MiB that is
 * over 200 times its archive is refused. Throws FILE_DAMAGED.
 */
export async function* gunzipTo(
  path: string,
  pieces: AsyncIterable<Uint8Array>,
  archiveBytes: number,
  target: string,
): AsyncGenerator<Uint8Array> {
  await using file = await open(target, 'w');
  let bytes = 0;
  // An error of any part destroys the others and comes out of the loop below.
  const text = pipeline(Readable.from(pieces, { objectMode: false }), createGunzip(), () => undefined);
  try {
    for await (const piece of text) {
      if (!(piece instanceof Uint8Array)) continue;
      bytes += piece.length;
      if (bytes > alwaysAllowed && bytes > archiveBytes * highestRatio) {
        throw damaged(path, `it unpacks to more than ${highestRatio} times its size`);
      }
      await file.writeFile(piece);
      yield piece;
    }
  } catch (cause) {
    if (cause instanceof QuaysideError) throw cause;
    throw damaged(path, 'it cannot be unpacked as gzip', cause);
  }
}
