import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Application, ground, startApplication } from './application.ts';
import { endProcess } from '../runs/processes.ts';

const here = join(import.meta.dirname, 'utility');

/** The two programs as this Electron's Node can run them, in the place of the engine's. */
async function buildPrograms(outDir: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true },
    resolve: { alias: { 'node:sqlite': join(here, 'no-sqlite.ts') } },
    build: {
      ssr: true,
      target: 'node16',
      outDir,
      emptyOutDir: true,
      rolldownOptions: {
        input: { 'engine-main': join(here, 'engine.ts'), 'run-worker-main': join(here, 'worker.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  });
}

// A current Electron starts the real engine this way, in all other tests.
describe.skipIf((ground()?.major ?? 99) >= 28)('the engine as a utility process', () => {
  let application: Application;
  beforeAll(async () => {
    application = await startApplication({
      page: join(import.meta.dirname, 'pages', 'plain'),
      before: ['-r', join(here, 'as-node-24.cjs')],
      engine: buildPrograms,
    });
  });
  afterAll(() => application[Symbol.asyncDispose]());

  const ask = async (path: string): Promise<unknown> => {
    const answer: { b: { json: unknown } } = await application.page.evaluate(`window.ask('${path}')`);
    return answer.b.json;
  };
  /** What the page was told of the engine, in order. */
  const news = (): Promise<readonly { state: string; code?: string }[]> =>
    application.page.evaluate(`window.events.filter(({ kind }) => kind === 'engine')`);
  /** Resolves when the page has heard of an engine that is up, of which it was told after the first `told` news, and has a port to it. */
  const reachNext = async (told: number): Promise<void> => {
    await expect
      .poll(async () => (await news()).slice(told).at(-1), { timeout: 30_000 })
      .toMatchObject({ state: 'up' });
    const ports = await application.page.evaluate<number>('window.ports.length');
    await application.page.evaluate('window.quayside.connect()');
    await expect.poll(() => application.page.evaluate('window.ports.length')).toBe(ports + 1);
  };

  test('answers on a port of its own', async () => {
    await expect.poll(() => application.page.evaluate('window.ports.length')).toBe(1);
    const kinds = await application.app.evaluate(({ app }) => app.getAppMetrics().map(({ type }) => type));
    expect(kinds).toContain('Utility');
    expect(await ask('pid')).toEqual(expect.any(Number));
  });

  test('gets workers from the shell, and hears what they say and that they are gone', async () => {
    expect(await ask('work')).toEqual(['progress', 'settled', 'gone']);
    expect(await ask('kill')).toEqual(['progress', 'gone']);
  });

  test('killed, it is started again, and a new port reaches it', async () => {
    const before = await ask('pid');
    const told = (await news()).length;
    endProcess(Number(before));
    await reachNext(told);
    expect(await ask('pid')).not.toBe(before);
    expect(await ask('work')).toEqual(['progress', 'settled', 'gone']);
  });

  test('refusing to start it says why, and is not started again', async () => {
    const sign = join(application.workspace, 'refuse');
    await mkdir(application.workspace, { recursive: true });
    await writeFile(sign, '');
    endProcess(Number(await ask('pid')));
    await expect
      .poll(async () => (await news()).at(-1), { timeout: 30_000 })
      .toMatchObject({ state: 'failed', code: 'NOT_WRITABLE' });
    await rm(sign);
    const told = (await news()).length;
    await application.page.evaluate('window.quayside.restartEngine()');
    await reachNext(told);
  });

  test('leaves with the application', async () => {
    const pid = Number(await ask('pid'));
    await application.app.close();
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });
});
