import { QuaysideError } from '../base/errors.ts';

export interface Fault {
  readonly kind: string;
  readonly code?: string;
  readonly retryable?: boolean;
  /** Those of an error's parameters that are switches or names that this product gave. */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  /** Where in the program, without the error's text. */
  readonly at: readonly string[];
  readonly cause?: Fault;
}

const ownNames: ReadonlySet<string> = new Set(['dataset', 'tenant', 'table', 'runId', 'snapshotId']);
const maxFrames = 12;
const maxCauses = 5;

/**
 * An error without its texts. Messages and parameters say what was found in a cell, and DuckDB's quote the row: what is left are code,
 * kind, counts and the places in the program.
 */
export function describeFault(cause: unknown, depth = 0): Fault {
  if (!(cause instanceof Error)) return { kind: typeof cause, at: [] };
  const inner = cause.cause === undefined || depth >= maxCauses ? undefined : cause.cause;
  return {
    kind: kindOf(cause),
    ...(cause instanceof QuaysideError
      ? { code: cause.code, retryable: cause.retryable, parameters: safeParameters(cause) }
      : systemCode(cause)),
    at: framesOf(cause),
    ...(inner === undefined ? {} : { cause: describeFault(inner, depth + 1) }),
  };
}

/** A name is set by whoever threw it. */
const kindOf = ({ name }: Error): string => (/^[A-Za-z]{1,40}$/.test(name) ? name : 'Error');

/** ENOENT, SQLITE_BUSY, ERR_…: codes of the system, Node and SQLite. */
function systemCode(cause: Error): { readonly code?: string } {
  const code: unknown = 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(code) ? { code } : {};
}

const safeParameters = ({ parameters }: QuaysideError): NonNullable<Fault['parameters']> =>
  Object.fromEntries(Object.entries(parameters).filter(isSafe));

type Safe = [string, string | number | boolean];

/** Numbers may be a cell's too. */
const isSafe = (entry: [string, unknown]): entry is Safe =>
  typeof entry[1] === 'boolean' ||
  (ownNames.has(entry[0]) && (typeof entry[1] === 'string' || typeof entry[1] === 'number'));

/** A stack begins with the message, which may have lines of any look: only what follows it counts. */
function framesOf({ stack = '', message }: Error): readonly string[] {
  const end = stack.indexOf(message);
  const after =
    message === '' || end < 0 ? stack.split('\n').slice(1).join('\n') : stack.slice(end + message.length);
  return after
    .split('\n')
    .map((line) => line.trim())
    .filter((line) =>
      /^at (?:async )?(?:[\w$.<>#[\] ]+ \()?(?:file:|node:|\/|[A-Za-z]:\\)[^'"]*\)?$/.test(line),
    )
    .slice(0, maxFrames);
}
