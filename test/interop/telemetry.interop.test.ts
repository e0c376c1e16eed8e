import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { quayside } from '../cli/run.ts';
import { findPython } from './pyiceberg.ts';

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: string };
}

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly Attribute[];
}

interface SentMetric {
  readonly name: string;
  readonly unit: string;
  readonly sum?: {
    readonly dataPoints: readonly {
      readonly asInt?: string;
      readonly asDouble?: number;
      readonly attributes: readonly Attribute[];
    }[];
  };
}

interface Sent {
  readonly body: {
    readonly resourceSpans?: readonly {
      readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
    }[];
    readonly resourceMetrics?: readonly {
      readonly scopeMetrics: readonly { readonly metrics: readonly SentMetric[] }[];
    }[];
  };
}

const python = findPython();

/** The Python receiver of OTLP/HTTP beside this test, and what it was sent. */
class Collector implements Disposable {
  readonly sent: Sent[] = [];
  readonly #child: ChildProcess;
  readonly address: string;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.address = `http://127.0.0.1:${port}`;
  }

  static open(executable: string): Promise<Collector> {
    const child = spawn(executable, [join(import.meta.dirname, 'otlp-collector.py')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return new Promise((resolve, reject) => {
      let collector: Collector | undefined;
      child.once('exit', () => reject(new Error('the receiver ended; run test/interop/install.sh')));
      createInterface(child.stdout).on('line', (line) => {
        const said = JSON.parse(line);
        if (collector === undefined) resolve((collector = new Collector(child, said.port)));
        else collector.sent.push(said);
      });
    });
  }

  /** Until all that the receiver took has been read from its output, too: it answers a sender before we have read the line. */
  async complete(): Promise<this> {
    const response = await fetch(this.address);
    const lines = Number(await response.text()) - 1;
    await vi.waitFor(() => expect(this.sent).toHaveLength(lines), { timeout: 10_000, interval: 20 });
    return this;
  }

  get spans(): readonly SentSpan[] {
    return this.sent.flatMap(({ body }) =>
      (body.resourceSpans ?? []).flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    );
  }

  get metrics(): readonly SentMetric[] {
    return this.sent.flatMap(({ body }) =>
      (body.resourceMetrics ?? []).flatMap(({ scopeMetrics }) =>
        scopeMetrics.flatMap(({ metrics }) => metrics),
      ),
    );
  }

  [Symbol.dispose](): void {
    this.#child.kill();
  }
}

const fact = ({ attributes = [] }: Pick<SentSpan, 'attributes'>, key: string): string | undefined => {
  const value = attributes.find((one) => one.key === key)?.value;
  return value?.stringValue ?? value?.intValue;
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quayside-otlp-'));
  if (python === undefined) return;
  for (const tenant of ['acme', 'globex']) {
    const out = ['--suppliers', '200', '--parts', '300', '--out', join(folder, 'in', tenant)];
    const { code, stderr } = await quayside(['generate', '--tenant', tenant, ...out]);
    expect(code, stderr).toBe(0);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(python === undefined)('an OTLP/HTTP collector', () => {
  test('gets a run as one trace that hangs below its caller, and its metrics', async () => {
    using collector = await Collector.open(python ?? '');
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const args = ['run', '--tenant', 'acme', '--source', join(folder, 'in', 'acme')];
    const { code, stderr } = await quayside([...args, '--workspace', join(folder, 'one')], {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.address,
      TRACEPARENT: `00-${traceId}-b7ad6b7169203331-01`,
    });
    expect(code, stderr).toBe(0);
    const { spans, metrics } = await collector.complete();
    const run = spans.find(({ name }) => name === 'quayside.run');
    expect(run).toMatchObject({ traceId, parentSpanId: 'b7ad6b7169203331' });
    expect(fact(run ?? {}, 'quayside.tenant')).toBe('acme');
    const stages = spans.filter((span) => span !== run);
    expect(
      stages.map(({ name, attributes = [] }) =>
        [name, fact({ attributes }, 'quayside.dataset') ?? ''].join(' ').trim(),
      ),
    ).toEqual([
      'quayside.receive',
      'quayside.read',
      'quayside.judge suppliers',
      'quayside.judge parts',
      'quayside.evaluate',
      'quayside.write suppliers',
      'quayside.write parts',
      'quayside.audit',
      'quayside.publish',
    ]);
    for (const stage of stages) {
      expect(stage).toMatchObject({ traceId, parentSpanId: run?.spanId });
      expect(BigInt(stage.startTimeUnixNano) >= BigInt(run?.startTimeUnixNano ?? 0)).toBe(true);
      expect(BigInt(stage.endTimeUnixNano) <= BigInt(run?.endTimeUnixNano ?? 0)).toBe(true);
    }
    expect(fact(stages[0] ?? {}, 'quayside.rows')).toBe('500');
    expect(metrics.map(({ name, unit }) => `${name} ${unit}`).sort()).toEqual([
      'quayside.delivery.size By',
      'quayside.rows {row}',
      'quayside.run.duration s',
      'quayside.stage.duration s',
      'quayside.violations {row}',
    ]);
    const rows = metrics.find(({ name }) => name === 'quayside.rows')?.sum?.dataPoints ?? [];
    expect(rows.reduce((sum, { asInt, asDouble }) => sum + Number(asInt ?? asDouble), 0)).toBe(500);
  });

  test('gets the runs of several workers in one trace', async () => {
    using collector = await Collector.open(python ?? '');
    const { code, stderr } = await quayside(
      ['run', '--all', '--source', join(folder, 'in'), '--workspace', join(folder, 'many'), '--jobs', '2'],
      { OTEL_EXPORTER_OTLP_ENDPOINT: collector.address },
    );
    expect(code, stderr).toBe(0);
    const { spans } = await collector.complete();
    const outer = spans.find(({ name }) => name === 'quayside.runs');
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([outer?.traceId]));
    const runs = spans.filter(({ name }) => name === 'quayside.run');
    expect(runs).toHaveLength(2);
    expect(new Set(runs.map((run) => fact(run, 'quayside.tenant')))).toEqual(new Set(['acme', 'globex']));
    expect(runs.every(({ parentSpanId }) => parentSpanId === outer?.spanId)).toBe(true);
    for (const run of runs) {
      const stages = spans.filter(({ parentSpanId }) => parentSpanId === run.spanId);
      expect(stages.length).toBeGreaterThan(7);
    }
  });
});
