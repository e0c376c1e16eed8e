import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat, statfs } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What became of an upload: its handle, or the status that says why not. */
export type Uploaded = { readonly upload: string } | { readonly status: 400 | 413 | 507 };

/** Left free on the disk, whatever is uploaded. */
const spareBytes = 512 * 1024 ** 2;

/**
 * Streams a request's body into a file of `folder`, in a folder of its own that the handle names. Nothing of it stays where it breaks off
 * or is too long.
 */
export async function takeUpload(
  folder: string,
  request: IncomingMessage,
  asked: string | null,
  mostBytes: number,
): Promise<Uploaded> {
  const name = fileName(asked ?? '');
  if (name === undefined) return { status: 400 };
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > mostBytes) return { status: 413 };
  const { bavail, bsize } = await statfs(folder);
  if (announced > Math.max(0, bavail * bsize - spareBytes)) return { status: 507 };
  const upload = randomBytes(16).toString('hex');
  const own = join(folder, `.${upload}`);
  await mkdir(own);
  try {
    await pipeline(request, atMost(mostBytes), createWriteStream(join(own, name), { flags: 'wx' }));
    // From here on the handle stands for a whole file.
    await rename(own, join(folder, upload));
    return { upload };
  } catch (cause) {
    await rm(own, { recursive: true, force: true });
    if (cause instanceof TooLong) return { status: 413 };
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC') return { status: 507 };
    throw cause;
  }
}

class TooLong extends Error {}

/** Lets that many bytes through and fails on more: what a request announces is not what it sends. */
function atMost(bytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > bytes) done(new TooLong());
      else done(null, chunk);
    },
  });
}

/** The last part of what a browser calls the file; undefined where nothing harmless is left. */
function fileName(asked: string): string | undefined {
  const last = asked.split(/[/\\]/).at(-1) ?? '';
  const name = [...last]
    .filter((character) => character >= ' ' && character !== '\u007f')
    .join('')
    .trim();
  return name === '' || name === '.' || name === '..' || name.startsWith('.') || Buffer.byteLength(name) > 200
    ? undefined
    : name;
}

/** Sends `/download/HANDLE/NAME`, a file that the engine has written for this browser. False where there is none. */
export async function sendDownload(
  folder: string,
  urlPath: string,
  response: ServerResponse,
): Promise<boolean> {
  const [, handle, escaped] = /^\/download\/([0-9a-f]{32})\/([^/]+)$/.exec(urlPath) ?? [];
  const name = escaped === undefined ? undefined : unescaped(escaped);
  if (handle === undefined || name === undefined || fileName(name) !== name) return false;
  const path = join(folder, handle, name);
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) return false;
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': found.size,
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    'cache-control': 'no-store',
  });
  await pipeline(createReadStream(path), response);
  return true;
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
