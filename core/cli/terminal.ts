import { inspect } from 'node:util';
import { QuaysideError } from '../base/errors.ts';
import type { Progress, Work } from '../base/progress.ts';
import { visible } from './visible.ts';

/** Where a command speaks: results on stdout, everything else on stderr; with --json exactly one document on stdout. */
export interface Terminal {
  readonly json: boolean;
  readonly work: Work;
  /** The exit code of a command that has a result, 0 unless part of it did not succeed. */
  exit: 0 | 1 | 2 | 3 | 4;
  /** The command's result, once. */
  result(document: unknown, text: () => string): void;
  /** Something to know on the way, on stderr: a line that the next one replaces where that is a terminal. */
  news(text: string): void;
  /** Says why it was not done; returns the exit code. */
  refuse(error: QuaysideError, options?: { readonly saidAlready: boolean }): number;
  /** Text of the parser of arguments. */
  usage(text: string): void;
  progressDone(): void;
}

export function openTerminal(args: readonly string[], signal: AbortSignal): Terminal {
  const json = args.includes('--json');
  const line = progressLine();
  process.stdout.on('error', sayResultIsLost);
  process.stderr.on('error', () => undefined);
  return {
    json,
    exit: 0,
    work: { signal, progress: line.show },
    result(document, text) {
      line.clear();
      process.stdout.write(json ? `${JSON.stringify(document, jsonValue, 2)}\n` : `${visible(text())}\n`);
    },
    news(text) {
      if (process.stderr.isTTY) line.show({ stage: visible(text) });
      else process.stderr.write(`${visible(text)}\n`);
    },
    refuse(error, options) {
      line.clear();
      if (json) process.stdout.write(`${JSON.stringify({ error: described(error) }, jsonValue, 2)}\n`);
      if (options?.saidAlready !== true) {
        process.stderr.write(`quayside: ${error.code}: ${visible(error.message)}\n`);
      }
      if (process.env['QUAYSIDE_DEBUG'] === '1') process.stderr.write(`${inspect(error)}\n`);
      return error.exit;
    },
    usage(text) {
      line.clear();
      process.stderr.write(visible(text));
    },
    progressDone: line.clear,
  };
}

/** A reader that has seen enough (`… | head`) is no fault; any other loss of the result is, though the work itself was done. */
function sayResultIsLost(cause: NodeJS.ErrnoException): void {
  if (cause.code === 'EPIPE') return;
  process.stderr.write(`quayside: NOT_WRITABLE: The result cannot be written to stdout (${cause.code}).\n`);
  process.once('exit', () => {
    process.exitCode = 1;
  });
}

/** Whatever was thrown, as the one error type. What nobody foresaw is our fault and asks for a report, without a stack trace. */
export function failure(cause: unknown): QuaysideError {
  if (cause instanceof QuaysideError) return cause;
  if (cause instanceof Error && cause.name === 'AbortError') {
    return new QuaysideError('CANCELLED', 'Cancelled before it was done; nothing was published.', { cause });
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  return new QuaysideError(
    'INTERNAL',
    `${message} (this is a fault of Quayside; set QUAYSIDE_DEBUG=1 for details)`,
    { cause },
  );
}

const described = ({ code, message, parameters, retryable }: QuaysideError) => ({
  code,
  message,
  parameters,
  retryable,
});

/** 64 bit integers travel as text. */
const jsonValue = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value;

interface ProgressLine {
  readonly show: (step: Progress) => void;
  readonly clear: () => void;
}

const redrawMilliseconds = 100;

/** One line on stderr that redraws itself; silent where stderr is no terminal. */
function progressLine(): ProgressLine {
  if (!process.stderr.isTTY) return { show: () => undefined, clear: () => undefined };
  let drawn = 0;
  let shown = false;
  return {
    show: ({ stage, rows, total }) => {
      const now = performance.now();
      if (now - drawn < redrawMilliseconds) return;
      drawn = now;
      shown = true;
      const share =
        rows !== undefined && total !== undefined && total > 0
          ? ` ${Math.floor((100 * rows) / total)} %`
          : '';
      const count = rows === undefined ? '' : ` · ${rows.toLocaleString('en')} rows`;
      process.stderr.write(`\r\u001b[2K${stage}${share}${count}`);
    },
    clear: () => {
      if (shown) process.stderr.write('\r\u001b[2K');
      shown = false;
    },
  };
}
