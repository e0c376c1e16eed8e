import { type ChildProcess, fork } from 'node:child_process';
import { hostname } from 'node:os';
import { extname, join } from 'node:path';
import { z } from 'zod';
import { gridColumn } from '../../contracts/api/page.ts';
import { QuaysideError } from '../base/errors.ts';
import { stopIfCancelled, type Work } from '../base/progress.ts';
import type { ResultTable } from '../duck/duck.ts';
import { sweepScratch } from '../runs/scratch.ts';
import type { Host } from './host.ts';
import { tooMuchMemory } from './memory-watch.ts';
import type { QueryExport, QueryRequest } from './query.ts';
import type { KeepRequest, KeptResult } from './query-kept.ts';
import { tookTooLong } from './query-errors.ts';
import { type Answer, answer, type Job, type What } from './query-message.ts';

/**
 * A person's SELECT in a process of its own: whatever it makes of memory, that process alone is ended. The same results and errors as
 * `query`.
 */
export function queryApart(host: Host, request: QueryRequest, work: Work = {}): Promise<ResultTable> {
  return apart(host, { kind: 'table', request }, resultTable, work);
}

/** The same with all rows in a file. */
export function exportApart(
  host: Host,
  request: QueryExport,
  work: Work = {},
): Promise<{ readonly path: string; readonly rows: number }> {
  return apart(host, { kind: 'export', request }, exported, work);
}

/** The same with the first rows kept in a file, to be paged through. */
export function keepApart(host: Host, request: KeepRequest, work: Work = {}): Promise<KeptResult> {
  return apart(host, { kind: 'keep', request }, kept, work);
}

const kept = z.object({
  columns: z.array(gridColumn),
  total: z.number(),
  cut: z.boolean(),
  tables: z.array(z.string()),
});
const resultTable = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(z.json())),
  cut: z.boolean(),
});
const exported = z.object({ path: z.string(), rows: z.number() });

/** Beyond the statement's own time: a single value that takes long cannot be stopped otherwise. */
const graceMilliseconds = 3000;

async function apart<T>(host: Host, what: What, result: z.ZodType<T>, { signal }: Work): Promise<T> {
  stopIfCancelled(signal);
  const child = fork(join(import.meta.dirname, `query-main${extname(import.meta.filename)}`), {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    windowsHide: true,
  });
  const { limits, scratchRoot } = host;
  const { timeoutSeconds } = what.request;
  let end: QuaysideError | undefined;
  const kill = (why: QuaysideError): void => {
    end = why;
    child.kill('SIGKILL');
  };
  const late = setTimeout(() => kill(tookTooLong(timeoutSeconds)), timeoutSeconds * 1000 + graceMilliseconds);
  const cancel = (): void => {
    if (child.connected) child.send({ kind: 'cancel' }, () => undefined);
    setTimeout(() => child.kill('SIGKILL'), graceMilliseconds).unref();
  };
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    const said = await told(child, { limits, scratchRoot, what });
    if (said === undefined) {
      stopIfCancelled(signal);
      throw end ?? tooMuchMemory(limits);
    }
    if (said.error !== undefined) {
      const { code, message, ...more } = said.error;
      throw new QuaysideError(code, message, more);
    }
    return result.parse(said.result);
  } finally {
    clearTimeout(late);
    signal?.removeEventListener('abort', cancel);
    child.kill('SIGKILL');
    await sweepScratch(scratchRoot, hostname());
  }
}

/** What the process says; undefined where it ended without a word: it uses more memory than it may, or somebody killed it. */
function told(child: ChildProcess, message: Job): Promise<Answer | undefined> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => resolve(undefined));
    child.once('message', (said) => resolve(answer.parse(said)));
    child.send(message, (cause) => {
      if (cause !== null) resolve(undefined);
    });
  });
}
