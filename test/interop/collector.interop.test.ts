import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { quayside } from '../cli/run.ts';

const program = join(import.meta.dirname, '.collector', 'otelcol');
const installed = existsSync(program);
if (!installed)
  console.log(
    'No OpenTelemetry collector here: bash test/interop/install-collector.sh builds it (needs Go).',
  );

interface Span {
  readonly traceId: string;
  readonly id: string;
  readonly parentId: string;
  readonly name: string;
}

/** OpenTelemetry's own collector, and what its debug exporter says it got. */
class Collector implements AsyncDisposable {
  readonly address: string;
  readonly #child: ChildProcess;
  #said = '';

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.address = `http://127.0.0.1:${port}`;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said += text;
    });
  }

  static async open(folder: string): Promise<Collector> {
    const port = await freePort();
    const config = join(folder, 'collector.json');
    const pipeline = { receivers: ['otlp'], exporters: ['debug'] };
    await writeFile(
      config,
      JSON.stringify({
        receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
        exporters: { debug: { verbosity: 'detailed', sampling_initial: 100_000 } },
        service: {
          pipelines: { traces: pipeline, metrics: pipeline },
          telemetry: { metrics: { level: 'none' } },
        },
      }),
    );
    const child = spawn(program, ['--config', config], { stdio: ['ignore', 'ignore', 'pipe'] });
    const collector = new Collector(child, port);
    await vi.waitFor(() => expect(collector.#said).toContain('Everything is ready'), { timeout: 20_000 });
    return collector;
  }

  get spans(): readonly Span[] {
    const pattern = /Trace ID\s*: (\w+)\s+Parent ID\s*: (\w*)\s*\n\s+ID\s*: (\w+)\s+Name\s*: (\S+)/g;
    return [...this.#said.matchAll(pattern)].map(([, traceId = '', parentId = '', id = '', name = '']) => ({
      traceId,
      id,
      parentId,
      name,
    }));
  }

  get metrics(): ReadonlySet<string> {
    return new Set([...this.#said.matchAll(/-> Name: (quayside\.\S+)/g)].map(([, name = '']) => name));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill();
    await once(this.#child, 'close');
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe.skipIf(!installed)("OpenTelemetry's collector", () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quayside-collector-'));
    for (const tenant of ['acme', 'globex']) {
      const out = ['--suppliers', '200', '--parts', '300', '--out', join(folder, 'in', tenant)];
      const { code, stderr } = await quayside(['generate', '--tenant', tenant, ...out]);
      expect(code, stderr).toBe(0);
    }
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('gets the runs of several workers as one trace, and their metrics', async () => {
    await using collector = await Collector.open(folder);
    const { code, stderr } = await quayside(
      ['run', '--all', '--source', join(folder, 'in'), '--workspace', join(folder, 'work'), '--jobs', '2'],
      { OTEL_EXPORTER_OTLP_ENDPOINT: collector.address },
    );
    expect(code, stderr).toBe(0);
    await vi.waitFor(
      () => {
        expect(collector.spans.map(({ name }) => name)).toContain('quayside.runs');
        expect(collector.metrics).toContain('quayside.rows');
      },
      { timeout: 10_000 },
    );
    const { spans } = collector;
    const outer = spans.find(({ name }) => name === 'quayside.runs');
    expect(outer?.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([outer?.traceId]));
    const runs = spans.filter(({ name }) => name === 'quayside.run');
    expect(runs.map(({ parentId }) => parentId)).toEqual([outer?.id, outer?.id]);
    for (const run of runs) {
      const stages = spans.filter(({ parentId }) => parentId === run.id).map(({ name }) => name);
      for (const stage of ['receive', 'read', 'judge', 'write', 'audit', 'publish'])
        expect(stages).toContain(`quayside.${stage}`);
    }
    expect([...collector.metrics].toSorted()).toEqual([
      'quayside.delivery.size',
      'quayside.rows',
      'quayside.run.duration',
      'quayside.stage.duration',
      'quayside.violations',
    ]);
  });
});
