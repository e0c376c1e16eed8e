import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Application, ground, startApplication } from './application.ts';
import { generateDelivery } from './delivery.ts';
import { childrenWith, endProcess } from '../runs/processes.ts';
import { enginesOf } from './application.ts';

const plain = join(import.meta.dirname, 'pages', 'plain');

/** What the engine's API answers the page on its latest port. */
async function ask<T>(application: Application, path: string, input?: unknown): Promise<T> {
  const reply: { s?: number; b?: { json: T } } = await application.page.evaluate(
    `window.ask(${JSON.stringify(path)}, ${JSON.stringify(input)})`,
  );
  if (reply.s !== undefined || reply.b === undefined) throw new Error(JSON.stringify(reply));
  return reply.b.json;
}

const refusalOf = (application: Application, path: string, input: unknown): Promise<string> =>
  ask(application, path, input).then(
    () => 'no refusal',
    (cause: unknown) => String(cause),
  );

const engineStates = async ({ page }: Application): Promise<readonly string[]> => {
  const events: { kind: string; state?: string; code?: string }[] = await page.evaluate('window.events');
  return events
    .filter(({ kind }) => kind === 'engine')
    .map(({ state, code }) => [state, code].filter(Boolean).join(' '));
};

/** As the page of the application does: a new engine, a new port. */
const connectAgain = ({ page }: Application): Promise<unknown> =>
  page.evaluate(
    'new Promise((done) => { const n = window.ports.length; window.quayside.connect(); const look = () => window.ports.length > n ? done() : setTimeout(look, 20); look(); })',
  );

const stateOf = async (application: Application, runId: string): Promise<string> =>
  (await ask<{ state: string }>(application, 'runs/show', { runId })).state;

describe.skipIf(ground() === undefined)('the engine behind the window', () => {
  let deliveries = '';
  let application: Application;
  beforeAll(async () => {
    deliveries = await mkdtemp(join(tmpdir(), 'quayside-deliveries-'));
    await generateDelivery(deliveries, 'acme', 30_000);
    await generateDelivery(deliveries, 'small', 2000);
    application = await startApplication({ page: plain });
  });
  afterAll(async () => {
    await application[Symbol.asyncDispose]();
    await rm(deliveries, { recursive: true, force: true });
  });

  test('answers a port that was asked for before it was up', async () => {
    expect(await ask(application, 'workspace/facts')).toMatchObject({ folder: application.workspace });
  });

  test('what is malformed on a port is passed over, what is too large ends that port only', async () => {
    const before = await ask<{ engine: { id: string } }>(application, 'workspace/facts');
    await application.page.evaluate(`(() => {
      const port = window.ports.at(-1);
      const nested = '['.repeat(200_000);
      for (const said of ['', '{', 'null', '{}', '[]', '{"i":1}', '{"i":"1","p":{"u":7}}', '{"i":"1","t":3}', '{"i":"1","t":99,"p":null}',
        '{"i":"x","p":{"u":"/workspace/facts","h":{"content-type":"multipart/form-data; boundary=x"}}}', nested,
        '{"i":"y","p":{"u":"/__proto__/constructor"}}', 'x'.repeat(1_000_000)]) port.postMessage(said);
      for (const said of [{ i: '1' }, [1], 7, null, new ArrayBuffer(8), new Uint8Array([0, 255, 1]), new Map([[1, 2]])]) port.postMessage(said);
    })()`);
    await connectAgain(application);
    const after = await ask<{ engine: { id: string } }>(application, 'workspace/facts');
    expect(after.engine.id).toBe(before.engine.id);
    // One port floods, another one goes on.
    await connectAgain(application);
    await application.page.evaluate(`window.ports.at(-2).postMessage('x'.repeat(5_000_000))`);
    const still = await ask<{ engine: { id: string } }>(application, 'workspace/facts');
    expect(still.engine.id).toBe(before.engine.id);
    const deaf = await application.page.evaluate(
      `Promise.race([window.ask('workspace/facts', undefined, window.ports.at(-2)).then(() => 'answered'), new Promise((r) => setTimeout(r, 700, 'silence'))])`,
    );
    expect(deaf).toBe('silence');
  });

  test('input that its contract does not know is refused', async () => {
    expect(await refusalOf(application, 'runs/show', { runId: '../../x' })).toMatch(/REFUSED|BAD_REQUEST/);
    expect(await refusalOf(application, 'runs/start', { tenant: 7 })).toMatch(/REFUSED|BAD_REQUEST/);
    expect(await refusalOf(application, 'no/such', {})).toMatch(/404|NOT_FOUND/);
  });

  test('a file that is none fails its run with a reason', async () => {
    const file = join(deliveries, 'suppliers.csv');
    await writeFile(file, Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 255, 254]));
    const { runId } = await ask<{ runId: string }>(application, 'runs/start', {
      tenant: 'wrong',
      sources: [{ path: file }],
    });
    await expect.poll(() => stateOf(application, runId), { timeout: 20_000 }).toBe('failed');
    const detail = await ask<{ fault?: { code: string } }>(application, 'runs/show', { runId });
    expect(detail.fault?.code).toMatch(/^[A-Z_]+$/);
  });

  test('killed during a run it comes back, the page is told, and the run is not lost', async () => {
    const { runId } = await ask<{ runId: string }>(application, 'runs/start', {
      tenant: 'acme',
      sources: [{ path: join(deliveries, 'acme') }],
    });
    await expect.poll(() => stateOf(application, runId), { timeout: 20_000, interval: 50 }).toBe('running');
    await application.page.evaluate('window.events.length = 0');
    const [engine] = await enginesOf(application.workspace);
    endProcess(engine);
    await expect.poll(() => engineStates(application), { timeout: 30_000 }).toEqual(['restarting', 'up']);
    const [other] = await enginesOf(application.workspace);
    expect(other).not.toBe(engine);
    await connectAgain(application);
    await expect.poll(() => stateOf(application, runId), { timeout: 60_000 }).toBe('published');
  });

  test('killed together with its worker, the run is tried again without a person', async () => {
    const file = join(deliveries, 'acme');
    const order = { tenant: 'acme', sources: [{ path: file }], asOf: '2031-01-01T00:00:00.000Z' };
    const { runId } = await ask<{ runId: string }>(application, 'runs/start', order);
    await expect.poll(() => stateOf(application, runId), { timeout: 20_000, interval: 50 }).toBe('running');
    await application.page.evaluate('window.events.length = 0');
    const [engine] = await enginesOf(application.workspace);
    const [worker] = await childrenWith(engine, 'run-worker-main.mjs');
    endProcess(engine);
    endProcess(worker);
    await expect.poll(() => engineStates(application), { timeout: 30_000 }).toEqual(['restarting', 'up']);
    await connectAgain(application);
    await expect.poll(() => stateOf(application, runId), { timeout: 100_000 }).toMatch(/published|unchanged/);
  });

  test('the page loaded again in the middle of a run finds it', async () => {
    const order = { tenant: 'small', sources: [{ path: join(deliveries, 'small') }] };
    const { runId } = await ask<{ runId: string }>(application, 'runs/start', order);
    await application.page.reload();
    await expect.poll(() => application.page.evaluate('window.ports.length'), { timeout: 10_000 }).toBe(1);
    await expect.poll(() => stateOf(application, runId), { timeout: 30_000 }).toBe('published');
  });

  test('the task bar shows that runs are on, and then nothing', async () => {
    await application.app.evaluate(({ BrowserWindow }) => {
      const shown: number[] = [];
      Reflect.set(globalThis, 'shown', shown);
      const window = BrowserWindow.getAllWindows()[0];
      if (window !== undefined) window.setProgressBar = (share) => void shown.push(share);
    });
    const order = { tenant: 'other', sources: [{ path: join(deliveries, 'small') }] };
    const { runId } = await ask<{ runId: string }>(application, 'runs/start', order);
    await expect
      .poll(() => stateOf(application, runId), { timeout: 60_000 })
      .toMatch(/published|failed|unchanged/);
    const shown = (): Promise<number[]> => application.app.evaluate(() => Reflect.get(globalThis, 'shown'));
    await expect.poll(async () => (await shown()).at(-1), { timeout: 5000 }).toBe(-1);
    expect((await shown()).some((share) => share >= 0)).toBe(true);
  });

  test('killed again and again it is given up, and a person can have another try', async () => {
    await application.page.evaluate('window.events.length = 0');
    await expect
      .poll(
        async () => {
          for (const engine of await enginesOf(application.workspace)) endProcess(engine);
          return engineStates(application);
        },
        { timeout: 40_000, interval: 100 },
      )
      .toContain('failed');
    expect(await enginesOf(application.workspace)).toEqual([]);
    await application.page.evaluate('window.quayside.restartEngine()');
    await expect.poll(() => engineStates(application), { timeout: 10_000 }).toContain('up');
    await connectAgain(application);
    expect(await ask(application, 'workspace/facts')).toMatchObject({ folder: application.workspace });
  });

  test('a workspace that cannot be opened is told with its reason, and another one can be opened', async () => {
    const file = join(deliveries, 'a-file');
    await writeFile(file, '');
    const { page } = application;
    await page.evaluate(`window.quayside.openWorkspace(${JSON.stringify(join(file, 'workspace'))})`);
    await expect
      .poll(() => engineStates(application), { timeout: 15_000 })
      .toEqual([expect.stringMatching(/^failed [A-Z_]+$/)]);
    const other = join(deliveries, 'other');
    await page.evaluate(`window.quayside.openWorkspace(${JSON.stringify(other)})`);
    await expect
      .poll(() => page.evaluate('window.ports?.length ?? 0'), { timeout: 10_000 })
      .toBeGreaterThan(0);
    expect(await ask(application, 'workspace/facts')).toMatchObject({ folder: other });
    const state: { recentWorkspaces: string[] } = await page.evaluate('window.quayside.state()');
    expect(state.recentWorkspaces.slice(0, 2)).toEqual([other, join(file, 'workspace')]);
    await page.evaluate(`window.quayside.forgetWorkspace(${JSON.stringify(join(file, 'workspace'))})`);
    expect(await page.evaluate('window.quayside.state()')).toMatchObject({
      workspace: other,
      recentWorkspaces: [other, application.workspace],
    });
  });
});
