import type { IncomingHttpHeaders } from 'node:http';

/** Names of this machine under which the web host answers. Any other one is somebody's DNS that points here. */
const names = ['127.0.0.1', 'localhost'];

/** Whether the Host header names this host and no other. */
export const isOurHost = ({ host }: IncomingHttpHeaders, port: number): boolean =>
  host !== undefined && names.some((name) => host.toLowerCase() === `${name}:${port}`);

/**
 * Whether a request that does something comes from our own page: its Origin is the host it asks. A browser sends Origin with every
 * WebSocket and every POST; who sends none is no browser and has no business here.
 */
export const isOurOrigin = ({ host, origin }: IncomingHttpHeaders): boolean =>
  origin !== undefined && host !== undefined && origin.toLowerCase() === `http://${host.toLowerCase()}`;

/** Whether a request may be answered at all: not where a browser says that another site asks for something inside a page. */
export function isOurs({ 'sec-fetch-site': site, 'sec-fetch-mode': mode }: IncomingHttpHeaders): boolean {
  if (site === undefined || site === 'same-origin' || site === 'none') return true;
  // A link from elsewhere may be followed; the cookie does not come with it.
  return mode === 'navigate';
}
