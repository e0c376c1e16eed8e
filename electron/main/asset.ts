import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { contentSecurityPolicy } from './csp.ts';
import { isPageUrl } from './page.ts';

/** What the application's scheme answers. */
export interface Asset {
  readonly status: 200 | 400 | 403 | 404 | 405;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * The file that a request of the page means: one below `folder`, also after symbolic links were followed, of a kind that a page is
 * made of. Everything else is refused, with the same headers.
 */
export async function findAsset(folder: string, method: string, url: string): Promise<Asset> {
  if (method !== 'GET' && method !== 'HEAD') return refuse(405);
  const path = pathOf(url);
  if (path === undefined) return refuse(400);
  const type = types[extname(path).toLowerCase()];
  if (type === undefined) return refuse(404);
  const file = join(folder, path);
  if (!file.startsWith(folder + sep)) return refuse(403);
  try {
    const [real, root] = await Promise.all([realpath(file), realpath(folder)]);
    if (!real.startsWith(root + sep)) return refuse(403);
    return { status: 200, headers: headersOf(type), body: await readFile(real) };
  } catch {
    return refuse(404);
  }
}

/** Decoded once. Undefined where it is of another origin or holds what no file of ours has in its name. */
function pathOf(url: string): string | undefined {
  if (!isPageUrl(url)) return undefined;
  try {
    const path = decodeURIComponent(new URL(url).pathname);
    if (path === '/') return 'index.html';
    const parts = path.slice(1).split('/');
    return parts.every((part) => /^[\w-][\w.-]*$/.test(part)) ? parts.join('/') : undefined;
  } catch {
    return undefined;
  }
}

const headersOf = (type: string): Record<string, string> => ({
  'content-type': type,
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-cache',
});

const refuse = (status: Asset['status']): Asset => ({
  status,
  headers: headersOf('text/plain; charset=utf-8'),
  body: Buffer.from(String(status)),
});
