import module from 'node:module';
import type { Host } from './host.ts';
import type { What } from './query-message.ts';

// A person's SELECT as a process of its own, which ends itself where it uses more memory than it may; see query-apart.ts.
module.enableCompileCache();
const [{ exportQuery, query }, { keepQuery }, { job }, { tooMuchMemory, watchMemory }, { QuaysideError }] =
  await Promise.all([
    import('./query.ts'),
    import('./query-kept.ts'),
    import('./query-message.ts'),
    import('./memory-watch.ts'),
    import('../base/errors.ts'),
  ]);

const cancel = new AbortController();
const end = (): never => process.exit();
process.once('disconnect', end);
process.on('SIGINT', () => undefined);

let begun = false;
process.on('message', (message) => {
  if (begun) {
    cancel.abort();
    return;
  }
  begun = true;
  const { what, ...plain } = job.parse(message);
  const host = { ...plain, now: () => new Date() };
  const { signal } = cancel;
  const done = answerTo(host, what, signal);
  const watch = watchMemory(host.limits, () => {
    say(faultOf(tooMuchMemory(host.limits)));
    // No value in the making stands in the way of that.
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50);
  });
  void done
    .then<void, void>(
      (result) => say({ result }),
      (cause: unknown) => say(faultOf(cause)),
    )
    .finally(() => watch[Symbol.dispose]());
});

function answerTo(host: Host, what: What, signal: AbortSignal): Promise<unknown> {
  switch (what.kind) {
    case 'table':
      return query(host, what.request, { signal });
    case 'keep':
      return keepQuery(host, what.request, { signal });
    case 'export':
      return exportQuery(host, what.request, { signal });
    default:
      return what satisfies never;
  }
}

function say(answer: unknown): void {
  process.send?.(answer, undefined, undefined, () => process.disconnect());
}

function faultOf(cause: unknown): unknown {
  if (cause instanceof QuaysideError) {
    const { code, message, parameters, retryable } = cause;
    return { error: { code, message, parameters, retryable } };
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  return { error: { code: 'INTERNAL', message, parameters: {}, retryable: false } };
}
