import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiClient } from '../../contracts/api/index.ts';
import { bytesSerializer, maxMessageBytes } from '../../contracts/api/wire.ts';
import { fromEngine } from '../../contracts/shell/engine.ts';
import type { engineOn } from './client.ts';
import { lastOf, refusalOf } from './client.ts';
import { outcomeOf, testWorkspace, type TestWorkspace } from './workspace.ts';

let here: TestWorkspace;
let engine: ReturnType<typeof engineOn>;
let client: ApiClient;
const tenant = 'acme';
/** Large enough to be seen while it runs. */
const large = { tenants: [tenant], suppliers: 60_000, parts: 120_000, seed: '1', format: 'csv' } as const;

beforeAll(async () => {
  here = await testWorkspace();
  engine = here.engine();
  client = engine.client;
  await outcomeOf(client, 'generate', client.generate.start(large));
}, 180_000);

afterAll(async () => {
  await engine[Symbol.asyncDispose]();
  await here[Symbol.asyncDispose]();
});

const sources = () => [{ path: join(here.folder, 'deliveries', tenant) }];

describe('jobs', () => {
  test('cancelled while it is on: soon, and it says so', async () => {
    const { jobId } = await client.files.check({ tenant, sources: sources() });
    const stream = await client.jobs.watch({ jobId });
    expect((await stream.next()).value).toMatchObject({ jobId, state: 'on', kind: 'check' });
    while ((await client.jobs.show({ jobId })).progress === undefined) await pause(20);
    const began = performance.now();
    expect(await client.jobs.cancel({ jobId })).toEqual({ state: 'cancelled' });
    expect(performance.now() - began).toBeLessThan(4000);
    for await (const job of stream) expect(['on', 'cancelled']).toContain(job.state);
    expect(await client.jobs.show({ jobId })).toMatchObject({ fault: { code: 'CANCELLED' } });
  });

  test('a window that is loaded again sees the last state first, and the end', async () => {
    const { jobId } = await client.files.check({ tenant, sources: sources() });
    while ((await client.jobs.show({ jobId })).progress === undefined) await pause(20);
    const other = engine.connect();
    const stream = await other.jobs.watch({ jobId });
    const first = await stream.next();
    expect(first.value).toMatchObject({ jobId, state: 'on', progress: { stage: expect.any(String) } });
    const [mine, theirs] = await Promise.all([
      lastOf(client.jobs.watch({ jobId })),
      lastOf(Promise.resolve(stream)),
    ]);
    expect(theirs).toEqual(mine);
    expect(mine.state).toBe('done');
  });

  test('a query is stopped by cancelling it, and by its time', async () => {
    const endless = 'SELECT count(*) AS n FROM range(1000000000) a, range(1000000000) b';
    const started = await client.query.start({ statement: endless });
    await pause(200);
    expect(await client.jobs.cancel(started)).toEqual({ state: 'cancelled' });
    const timed = await client.query.start({ statement: endless, timeoutSeconds: 1 });
    expect(await lastOf(client.jobs.watch(timed))).toMatchObject({
      state: 'failed',
      fault: { code: 'USAGE', parameters: { seconds: 1 } },
    });
  });
});

describe('runs', () => {
  test('cancelled: nothing of it is published, and retry does it', async () => {
    const { runId } = await client.runs.start({ tenant, sources: sources() });
    const stream = await client.runs.watch({ runId });
    for await (const run of stream) if (run.state === 'running' && run.progress !== undefined) break;
    const activity = await (await client.jobs.activity({})).next();
    const activities = activity.done === true ? [] : activity.value.activities;
    expect(activities).toContainEqual(expect.objectContaining({ of: 'run', runId }));
    expect(await client.runs.cancel({ runId })).toEqual({ runId, state: 'cancelled' });
    const shown = await client.runs.show({ runId });
    expect(shown).toMatchObject({ state: 'cancelled', publications: [], can: { retry: true } });
    await client.runs.retry({ runId });
    // The window is closed and another one opened meanwhile.
    const other = engine.connect();
    const states: string[] = [];
    for await (const run of await other.runs.watch({ runId })) states.push(run.state);
    expect(states.at(-1)).toBe('published');
    expect(states.length).toBeGreaterThan(1);
    expect(await client.runs.show({ runId })).toMatchObject({ attempts: 2, totals: { landed: 180_000 } });
  }, 120_000);

  test('a run that its files refuse says why', async () => {
    const { runId } = await client.runs.start({ tenant, sources: [{ path: '/no/such/folder' }] });
    const last = await lastOf(client.runs.watch({ runId }));
    expect(last).toMatchObject({ state: 'failed', fault: { code: 'SOURCE_NOT_FOUND' } });
    const { needs } = await client.home.overview();
    expect(needs[0]).toMatchObject({ kind: 'run-failed', runId, code: 'SOURCE_NOT_FOUND' });
  });
});

describe('malformed', () => {
  // As a caller without types would ask.
  const untyped = (): Record<string, Record<string, (input: unknown) => Promise<unknown>>> =>
    client as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>;

  test.each([
    ['quarantine', 'page', { dataset: 'nobody', page: {} }, 'dataset'],
    ['quarantine', 'page', { dataset: 'parts', page: { limit: 1001 } }, 'page.limit'],
    ['tables', 'page', { table: 'x"; DROP TABLE y', page: {} }, 'table'],
    ['runs', 'start', { tenant: '../escape', sources: [{ path: '/a' }] }, 'tenant'],
    ['runs', 'start', { tenant: 'a', sources: [] }, 'sources'],
    ['jobs', 'watch', {}, 'jobId'],
    ['settings', 'change', { version: null, changes: [] }, 'changes'],
  ])('%s.%s of %j', async (feature, name, input, path) => {
    const call = untyped()[feature]?.[name]?.(input) ?? Promise.resolve();
    expect(await refusalOf(call)).toMatchObject({ code: 'USAGE', parameters: { paths: [path] } });
  });

  test('values that fit the schema and not the data', async () => {
    const page = (filter: object) =>
      untyped()['tables']?.['page']?.({
        table: 'supply_chain.dim_suppliers_v1',
        page: { filters: [filter] },
      }) ?? Promise.resolve();
    const wrong = { column: 'risk_score', op: 'more', value: "1'); DROP TABLE x; --" };
    expect(await refusalOf(page(wrong))).toMatchObject({
      code: 'USAGE',
      parameters: { column: 'risk_score' },
    });
    const nowhere = { column: 'nobody', op: 'blank' };
    expect(await refusalOf(page(nowhere))).toMatchObject({ code: 'USAGE', parameters: { column: 'nobody' } });
    const relative = client.runs.start({ tenant, sources: [{ path: 'relative/path' }] });
    expect(await refusalOf(relative)).toMatchObject({ code: 'USAGE' });
  });
});

describe('the engine program', () => {
  test('killed in the middle of a run: the next one knows the run, and its worker ends it', async () => {
    const folder = join(here.root, 'program');
    const first = await program(folder, here.root);
    const { runId } = await first.client.runs.start({ tenant, sources: sources() });
    for await (const run of await first.client.runs.watch({ runId })) if (run.state === 'running') break;
    const { jobId } = await first.client.files.check({ tenant, sources: sources() });
    first.kill();
    await first.gone;
    const second = await program(folder, here.root);
    try {
      const facts = await second.client.workspace.facts();
      expect(facts.engine.id).not.toBe(first.engineId);
      const stream = await second.client.runs.watch({ runId });
      expect((await stream.next()).value).toMatchObject({ runId, tenant });
      expect(await lastOf(Promise.resolve(stream))).toMatchObject({ state: 'published', attempts: 1 });
      expect(await refusalOf(second.client.jobs.show({ jobId }))).toMatchObject({ code: 'JOB_NOT_FOUND' });
    } finally {
      second.leave();
      await second.gone;
    }
  }, 120_000);

  test('what is no message of a client ends nothing', async () => {
    const one = await program(join(here.root, 'noise'), here.root);
    try {
      for (const noise of ['', '{', '[]', 'null', '{"i":1}', '{"i":"1","p":{}}', '{"i":1,"t":9,"p":{"u":7}}'])
        one.send(noise);
      one.send(JSON.stringify({ i: 1, p: { u: '/workspace/facts', b: 'x'.repeat(maxMessageBytes) } }));
      one.send(JSON.stringify({ i: 2, p: { u: 'http://elsewhere/../../workspace/facts' } }));
      one.send(JSON.stringify({ i: 3, p: { u: '/__proto__/constructor' } }));
      expect(await one.client.workspace.facts()).toMatchObject({ name: 'noise' });
    } finally {
      one.leave();
      await one.gone;
    }
  });

  test('a workspace that cannot be opened is refused with a code', async () => {
    const refused = await program('/proc/nothing/here', here.root).catch((cause: unknown) => cause);
    expect(String(refused)).toContain('NOT_WRITABLE');
  });
});

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The engine as a host starts it: a process of its own, whose clients speak through its channel. */
async function program(folder: string, scratch: string) {
  const child = fork(join(import.meta.dirname, '..', '..', 'core', 'app', 'engine-main.ts'), [folder], {
    execArgv: [],
    env: { ...process.env, QUAYSIDE_SCRATCH: scratch, QUAYSIDE_RUNTIME: join(scratch, 'runtime') },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = once(child, 'exit');
  const { port1, port2 } = new MessageChannel();
  await new Promise<void>((resolve, reject) => {
    child.on('message', (data) => {
      const message = fromEngine.parse(data);
      if (message.kind === 'ready') resolve();
      if (message.kind === 'refused') reject(new Error(message.code));
      if (message.kind === 'rpc') port1.postMessage(message.data);
    });
    child.once('exit', () => reject(new Error('gone')));
  });
  child.send({ kind: 'connect', client: 1 });
  const send = (data: string): void => void child.send({ kind: 'rpc', client: 1, data });
  port1.addEventListener('message', (message) => send(String(Reflect.get(message, 'data'))));
  port1.start();
  port2.start();
  const own: ApiClient = createORPCClient(
    new RPCLink({ port: port2, customJsonSerializers: [bytesSerializer()] }),
  );
  const { engine: facts } = await own.workspace.facts();
  void gone.then(() => port1.close());
  return {
    client: own,
    engineId: facts.id,
    send,
    gone,
    kill: () => child.kill('SIGKILL'),
    leave: () => child.send({ kind: 'leave' }),
  };
}
