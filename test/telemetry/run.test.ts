import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contracts } from '../../contracts/data/contracts.ts';
import { spansOf } from '../../core/telemetry/span-files.ts';
import { document, quayside } from '../cli/run.ts';
import { BlackHole, OtlpSink } from './otlp-sink.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quayside-telemetry-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const fields = contracts.suppliers.fields;

/** Suppliers whose personal fields, and wrong cells of other fields, hold what is found nowhere else. */
function delivery(rows: number): { readonly text: string; readonly values: readonly string[] } {
  const values: string[] = [];
  const secret = (text: string): string => {
    values.push(text);
    return text;
  };
  const lines = Array.from({ length: rows }, (_, row) =>
    fields
      .map(({ name, pii }) => {
        if (name === 'supplier_id') return `01H3G09G68C1FGSFJWGS6K${String(row).padStart(4, '0')}`;
        if (name === 'tenant_id') return 'acme';
        if (name === 'contact_email') return secret(`qzx${row}@qzx-mail.example`);
        if (name === 'contact_phone') return secret(`+4930${7_700_000 + row}`);
        if (pii) return secret(`Qzx${name.replaceAll('_', '')}${row}`);
        if (name === 'risk_score' && row % 2 === 0) return secret(`qzxbad${row}`);
        return '';
      })
      .join(','),
  );
  return { text: `${[fields.map(({ name }) => name).join(','), ...lines].join('\n')}\n`, values };
}

async function bytesBelow(path: string): Promise<string> {
  const names = await readdir(path, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  const texts = await Promise.all(
    files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')),
  );
  return texts.join('\n');
}

test.each([
  ['that gets through', (text: string) => text, 0],
  // Its first row stands where the columns' names should.
  ['that is refused', (text: string) => text.slice(text.indexOf('\n') + 1), 3],
])('a delivery %s: no personal value in log, spans, OTLP or journal', async (name, damage, expected) => {
  await using sink = await OtlpSink.open();
  const { text, values } = delivery(40);
  const base = await mkdtemp(join(folder, 'pii-'));
  const source = join(base, expected === 0 ? 'suppliers.csv' : 'delivered.csv');
  await writeFile(source, damage(text));
  const workspace = join(base, 'work');
  const log = join(base, 'log.ndjson');
  const { code, stderr } = await quayside(
    ['run', '--tenant', 'acme', '--source', source, '--workspace', workspace],
    { OTEL_EXPORTER_OTLP_ENDPOINT: sink.address, QUAYSIDE_LOG: 'debug', QUAYSIDE_LOG_FILE: log },
  );
  expect(code, `${name}: ${stderr}`).toBe(expected);
  const places = {
    log: await readFile(log, 'utf8'),
    spans: await bytesBelow(join(workspace, 'spans')),
    otlp: sink.posts.map(({ body }) => body.toString('latin1')).join('\n'),
    journal: ['journal.sqlite', 'journal.sqlite-wal', 'runs.sqlite', 'runs.sqlite-wal'].map((file) =>
      readFile(join(workspace, file), 'latin1').catch(() => ''),
    ),
  };
  const texts = { ...places, journal: (await Promise.all(places.journal)).join('\n') };
  for (const [place, held] of Object.entries(texts)) {
    expect(held.length, `${place} is not empty`).toBeGreaterThan(100);
    expect(
      values.filter((value) => held.includes(value)),
      place,
    ).toEqual([]);
    expect(held.toLowerCase().includes('qzx'), `${place} holds nothing of a cell`).toBe(false);
  }
  expect(sink.posts.map(({ path }) => path).sort()).toEqual(['/v1/metrics', '/v1/traces']);
});

test('a run keeps its spans, the journal its trace id; runs spans shows them', async () => {
  const base = await mkdtemp(join(folder, 'spans-'));
  await writeFile(join(base, 'suppliers.csv'), delivery(5).text);
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const { runId } = await document<{ runId: string }>(
    ['run', '--tenant', 'acme', '--source', join(base, 'suppliers.csv'), '--workspace', join(base, 'work')],
    { TRACEPARENT: `00-${traceId}-b7ad6b7169203331-01` },
  );
  const spans = await spansOf(join(base, 'work'), runId);
  expect(spans.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['run', 'receive', 'read', 'judge', 'evaluate', 'write', 'audit', 'publish']),
  );
  const [run] = spans;
  expect(run).toMatchObject({
    name: 'run',
    parentSpanId: 'b7ad6b7169203331',
    facts: { tenant: 'acme', runId, attempt: 1, status: 'published' },
  });
  expect(spans.slice(1).every(({ parentSpanId }) => parentSpanId === run?.spanId)).toBe(true);
  expect(spans.every((span) => span.traceId === traceId)).toBe(true);
  expect(spans.find(({ name }) => name === 'receive')?.facts).toMatchObject({ rows: 5, files: 1 });
  const log = await document(['audit', 'log', '--workspace', join(base, 'work')]);
  expect(JSON.stringify(log)).toContain(traceId);
  const shown = await quayside(['runs', 'spans', runId, '--workspace', join(base, 'work')]);
  expect(shown.stdout).toContain(traceId);
  expect(shown.stdout).toMatch(/\n {2}judge suppliers +\d+\.\d{3}/);
});

test('nothing of OpenTelemetry or pino is loaded where nobody asked for it', async () => {
  const base = await mkdtemp(join(folder, 'loaded-'));
  await writeFile(join(base, 'suppliers.csv'), delivery(3).text);
  const modules = async (name: string, environment: Record<string, string>): Promise<string> => {
    const list = join(base, `${name}.txt`);
    const args = ['run', '--tenant', 'acme', '--source', join(base, 'suppliers.csv')];
    const { code, stderr } = await quayside([...args, '--workspace', join(base, name)], {
      NODE_OPTIONS: `--import=${new URL('loaded-modules.mjs', import.meta.url).href}`,
      LOADED_MODULES: list,
      ...environment,
    });
    expect(code, stderr).toBe(0);
    return readFile(list, 'utf8');
  };
  const without = await modules('without', {});
  expect(without).toContain('/core/telemetry/recorder.ts');
  expect(without).not.toMatch(/node_modules\/(?:@opentelemetry|pino)\/|telemetry\/(?:otlp|run-log)\.ts/);
  await using sink = await OtlpSink.open();
  const asked = await modules('asked', {
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${sink.address}/v1/traces`,
    QUAYSIDE_LOG: 'info',
  });
  expect(asked).toMatch(/node_modules\/@opentelemetry\/exporter-trace-otlp-proto\//);
  expect(asked).toMatch(/node_modules\/pino\//);
  expect(sink.posts.map(({ path }) => path)).toEqual(['/v1/traces']);
});

test('a collector that does not answer: the run succeeds, and its end comes at most a second later', async () => {
  await using hole = await BlackHole.open();
  const base = await mkdtemp(join(folder, 'away-'));
  await writeFile(join(base, 'suppliers.csv'), delivery(3).text);
  const timed = async (name: string, environment: Record<string, string>) => {
    const began = performance.now();
    const args = ['run', '--tenant', 'acme', '--source', join(base, 'suppliers.csv')];
    const result = await quayside([...args, '--workspace', join(base, name)], environment);
    const log = result.stderr.split('\n').filter((line) => line.startsWith('{'));
    return { ...result, seconds: (performance.now() - began) / 1000, log };
  };
  const over = (line: string | undefined): number => Date.parse(JSON.parse(line ?? '{}').time);
  for (const [name, address] of [
    ['silent', hole.address],
    ['closed', 'http://127.0.0.1:9'],
  ] as const) {
    const { code, log } = await timed(name, { OTEL_EXPORTER_OTLP_ENDPOINT: address, QUAYSIDE_LOG: 'info' });
    expect(code).toBe(0);
    const end = log.find((line) => line.includes('run over'));
    const gaveUp = log.find((line) => line.includes('collector did not take'));
    expect(gaveUp).toContain('"traces","metrics"');
    expect(over(gaveUp) - over(end)).toBeLessThan(1000);
  }
  expect(hole.visits).toBeGreaterThan(0);
});
