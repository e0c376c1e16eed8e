import { readPage, readValues } from '../grid-page.ts';
import { completionOf } from '../query-completion.ts';
import { exportApart, keepApart } from '../query-apart.ts';
import { keepQuery, keptSource } from '../query-kept.ts';
import { exportQuery, type QueryRequest } from '../query.ts';
import { commandLine } from './command-line.ts';
import { procedures } from './context.ts';
import type { Engine } from './engine.ts';
import { destinationOf } from './places.ts';

const { query } = procedures;

export function queryApi(engine: Engine) {
  const { host, workspace, interactive, memory, jobs, results } = engine;
  // A statement that uses too much memory then ends its own process, not the engine.
  const [keep, write] = engine.mayFork ? [keepApart, exportApart] : [keepQuery, exportQuery];
  return {
    start: query.start.handler(({ input: { statement, at, timeoutSeconds, keep: limit } }) =>
      jobs.start('query', { subject: statement }, async (work, jobId) => {
        const began = performance.now();
        const out = await results.pathOf(jobId);
        const request = { workspace, statement, at: atOf(at), timeoutSeconds, limit, out };
        const kept = await keep(host, request, work);
        await results.keep(jobId, kept.total);
        return { ...kept, seconds: (performance.now() - began) / 1000 };
      }),
    ),
    page: query.page.handler(async ({ input: { jobId, page }, signal }) => {
      const { path, total } = await results.find(jobId);
      return interactive.ask(signal, async (duck, either) =>
        readPage(duck, await keptSource(duck, path, { total }, either), page, memory, either),
      );
    }),
    values: query.values.handler(async ({ input: { jobId, of }, signal }) => {
      const { path, total } = await results.find(jobId);
      return interactive.ask(signal, async (duck, either) =>
        readValues(duck, await keptSource(duck, path, { total }, either), of, either),
      );
    }),
    forget: query.forget.handler(async ({ input }) => ({ forgotten: await results.forget(input.jobId) })),
    export: query.export.handler(async ({ input: { statement, at, timeoutSeconds, format, to } }) => {
      const { path, download } = await destinationOf(engine, to);
      return jobs.start('export', { subject: path }, async (work) => {
        const request = { workspace, statement, at: atOf(at), timeoutSeconds, format, out: path };
        return { ...(await write(host, request, work)), download };
      });
    }),
    completion: query.completion.handler(({ signal }) =>
      interactive.ask(signal, (duck, either) => completionOf(host, duck, workspace, either)),
    ),
    command: query.command.handler(({ input: { statement, at } }) => ({
      command: commandLine(['query', statement], {
        workspace,
        at: at === undefined ? undefined : 'snapshotId' in at ? at.snapshotId : at.time,
      }),
    })),
  };
}

type At = { readonly snapshotId: string } | { readonly time: string } | undefined;

function atOf(at: At): QueryRequest['at'] {
  if (at === undefined) return undefined;
  return 'snapshotId' in at ? { snapshotId: BigInt(at.snapshotId) } : { time: new Date(at.time) };
}
