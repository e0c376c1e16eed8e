import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A secret as a URL and a cookie can hold it; 256 bits. */
const newSecret = (): string => randomBytes(32).toString('base64url');

/** Takes as long for a wrong secret as for the right one, whatever their lengths. */
function isSame(given: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

/**
 * Who may talk to the web host. A token opens one session and is worth nothing afterwards; the browser keeps the session in a cookie
 * that no script sees and no other site sends.
 */
export class Sessions {
  readonly #cookie: string;
  readonly #sessions: string[] = [];
  #token: string | undefined;

  /** Cookies know no ports: the name does. */
  constructor(port: number) {
    this.#cookie = `quayside-${port}`;
  }

  /** A new token; one that was not used is worth nothing any more. */
  issue(): string {
    this.#token = newSecret();
    return this.#token;
  }

  /** The Set-Cookie of a new session, or undefined where the token is not the one that was issued last, or was used. */
  begin(token: string): string | undefined {
    const expected = this.#token;
    if (expected === undefined || !isSame(token, expected)) return undefined;
    this.#token = undefined;
    const session = newSecret();
    this.#sessions.push(session);
    if (this.#sessions.length > mostSessions) this.#sessions.shift();
    return `${this.#cookie}=${session}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** Whether a request's Cookie header has a session of this host. */
  has(cookies: string | undefined): boolean {
    const given = (cookies ?? '')
      .split(';')
      .map((part) => part.trim().split('=', 2))
      .filter(([name]) => name === this.#cookie)
      .map(([, value = '']) => value);
    return given.some((one) => this.#sessions.filter((session) => isSame(one, session)).length > 0);
  }
}

const mostSessions = 16;
