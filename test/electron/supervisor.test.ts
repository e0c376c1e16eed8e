import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { childEngine } from '../../electron/main/engine/child.ts';
import { restartDelay } from '../../electron/main/engine/restart-plan.ts';
import { EngineSupervisor } from '../../electron/main/engine/supervisor.ts';
import { isStale } from '../../electron/start/stale.ts';
import { whyNoWindow } from '../../electron/start/why-no-window.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quayside-supervisor-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the wait grows with every death within a minute; then it is a person’s turn', () => {
  const delays = [];
  for (let deaths = 1; deaths <= 6; deaths += 1)
    delays.push(
      restartDelay(
        Array.from({ length: deaths }, () => 1000),
        1000,
      ),
    );
  expect(delays).toEqual([200, 500, 1000, 2000, 5000, undefined]);
  expect(restartDelay([0, 0, 0, 0, 0, 70_000], 70_000)).toBe(200);
});

/** A program of a few lines in place of the engine, and what its supervisor says. */
async function supervise(
  program: string,
): Promise<{ readonly supervisor: EngineSupervisor; readonly news: string[] }> {
  const file = join(folder, `${Math.random()}.mjs`);
  await writeFile(file, program);
  const news: string[] = [];
  const start = childEngine(process.execPath, {
    engine: file,
    worker: '',
    environment: {},
    log: join(folder, 'log'),
  });
  const supervisor = new EngineSupervisor(start, '/one', {
    news: ({ state, code }) => void news.push(code === undefined ? state : `${state} ${code}`),
    up: () => undefined,
    gone: () => undefined,
    message: () => undefined,
  });
  supervisor.start();
  return { supervisor, news };
}

test('an engine that dies is started again, and leaves when it is asked to', async () => {
  const { supervisor, news } = await supervise(
    `process.on('message', ({ kind }) => { if (kind === 'leave') process.exit(); }); process.send({ kind: 'ready' });`,
  );
  await expect.poll(() => news).toEqual(['starting', 'up']);
  supervisor.link?.kill();
  await expect.poll(() => news, { timeout: 5000 }).toEqual(['starting', 'up', 'restarting', 'up']);
  await supervisor.leave();
  expect(supervisor.link).toBeUndefined();
  expect(news).toHaveLength(4);
});

test('an engine that refuses is not started again', async () => {
  const { news } = await supervise(
    `process.send({ kind: 'refused', code: 'NOT_WRITABLE', message: '' }, () => process.exit());`,
  );
  await expect.poll(() => news, { timeout: 5000 }).toEqual(['starting', 'failed NOT_WRITABLE']);
});

test('an engine that gives up later is started again like one that died', async () => {
  const { supervisor, news } = await supervise(
    `process.on('message', () => process.exit()); process.send({ kind: 'ready' });
     setTimeout(() => process.send({ kind: 'refused', code: 'CATALOG_BUSY', message: '' }, () => process.exit()), 300);`,
  );
  await expect.poll(() => news, { timeout: 15_000 }).toEqual(['starting', 'up', 'restarting', 'up']);
  await supervisor.leave();
});

test('an engine that does not hear is ended', { timeout: 20_000 }, async () => {
  const { supervisor, news } = await supervise(
    `setInterval(() => {}, 1000); process.on('message', () => {}); process.send({ kind: 'ready' });`,
  );
  await expect.poll(() => news).toContain('up');
  const { pid } = supervisor.link ?? {};
  await supervisor.leave();
  expect(() => process.kill(pid ?? 0, 0)).toThrow(/ESRCH/);
});

test('what the engine says that the shell does not know is passed over', async () => {
  const { news, supervisor } = await supervise(
    `for (const said of [null, 7, 'ready', {}, { kind: 'ready', more: 1 }, { kind: 'rpc', client: -1, data: '' }]) process.send(said);
     process.on('message', () => process.exit()); process.send({ kind: 'ready' });`,
  );
  await expect.poll(() => news).toEqual(['starting', 'up']);
  await supervisor.leave();
});

test('no program at all: given up', async () => {
  const news: string[] = [];
  const start = childEngine(join(folder, 'no-node'), {
    engine: '',
    worker: '',
    environment: {},
    log: join(folder, 'log'),
  });
  const nothing = (): void => undefined;
  const supervisor = new EngineSupervisor(start, '/one', {
    news: ({ state }) => void news.push(state),
    up: nothing,
    gone: nothing,
    message: nothing,
  });
  supervisor.start();
  await expect.poll(() => news).toEqual(['starting', 'restarting']);
  await supervisor.leave();
});

test('npm start: why there can be no window', () => {
  const desk = { platform: 'linux', hasDisplay: true, isRoot: false, withoutSandbox: false } as const;
  expect(whyNoWindow(desk)).toBeUndefined();
  expect(whyNoWindow({ ...desk, hasDisplay: false })).toMatch(/no display/);
  expect(whyNoWindow({ ...desk, isRoot: true })).toMatch(/root/);
  expect(whyNoWindow({ ...desk, isRoot: true, withoutSandbox: true })).toBeUndefined();
  expect(whyNoWindow({ ...desk, platform: 'darwin', hasDisplay: false })).toBeUndefined();
});

test('npm start: builds what is missing or older than its sources', async () => {
  const [source, made] = [join(folder, 'source'), join(folder, 'made')];
  const build = { made: ['made'], from: ['source', 'never-there'] };
  await writeFile(source, '');
  expect(isStale(folder, build)).toBe(true);
  await writeFile(made, '');
  await utimes(source, 1000, 1000);
  expect(isStale(folder, build)).toBe(false);
  await utimes(made, 500, 500);
  expect(isStale(folder, build)).toBe(true);
});
