import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** A file of the page that may be sent. */
interface PageFile {
  readonly path: string;
  readonly bytes: number;
  readonly type: string;
  /** Its name has its content's hash. */
  readonly isForever: boolean;
}

/**
 * The file that a URL's path stands for, `/` for index.html; undefined where there is none in `folder`, whatever dots, escapes and
 * links would lead to.
 */
export async function pageFile(folder: string, urlPath: string): Promise<PageFile | undefined> {
  const names = namesOf(urlPath);
  const type = names === undefined ? undefined : types[extname(names.at(-1) ?? '').toLowerCase()];
  if (names === undefined || type === undefined) return undefined;
  try {
    const [root, path] = await Promise.all([realpath(folder), realpath(join(folder, ...names))]);
    if (!path.startsWith(`${root}${sep}`)) return undefined;
    const found = await stat(path);
    if (!found.isFile()) return undefined;
    return { path, bytes: found.size, type, isForever: names[0] === 'assets' };
  } catch {
    return undefined;
  }
}

/** The parts of a path, each a plain name; undefined for what is none. */
function namesOf(urlPath: string): readonly string[] | undefined {
  let path: string;
  try {
    path = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  const names = (path === '/' ? '/index.html' : path).split('/').slice(1);
  const isPlain = (name: string): boolean => /^[A-Za-z0-9_@+-][A-Za-z0-9_.@+-]*$/.test(name);
  return names.every(isPlain) ? names : undefined;
}

export async function sendFile(response: ServerResponse, file: PageFile, withBody: boolean): Promise<void> {
  response.writeHead(200, {
    'content-type': file.type,
    'content-length': file.bytes,
    'cache-control': file.isForever ? 'private, max-age=31536000, immutable' : 'no-cache',
  });
  if (!withBody) return void response.end();
  await pipeline(createReadStream(file.path), response);
}
