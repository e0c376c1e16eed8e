import { appendFile, mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Span } from '../../contracts/telemetry/span.ts';
import { keepSpans, spansOf } from '../../core/telemetry/span-files.ts';
import { newSpanId, newTraceId } from '../../core/telemetry/trace-context.ts';

let workspace = '';
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'quayside-spans-'));
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

const spanAt = (startMs: number): Span => ({
  traceId: newTraceId(),
  spanId: newSpanId(),
  name: 'run',
  startMs,
  milliseconds: 1,
  status: 'ok',
  facts: {},
});

test('the spans of all attempts come by their start', async () => {
  await keepSpans(workspace, 'one', [spanAt(3), spanAt(2)]);
  await keepSpans(workspace, 'one', [spanAt(1)]);
  expect((await spansOf(workspace, 'one')).map(({ startMs }) => startMs)).toEqual([1, 2, 3]);
  expect(await spansOf(workspace, 'other')).toEqual([]);
});

test('a half line of a killed process is passed over', async () => {
  await keepSpans(workspace, 'one', [spanAt(1)]);
  await appendFile(join(workspace, 'spans', 'one.ndjson'), '{"traceId":"0af76');
  expect(await spansOf(workspace, 'one')).toHaveLength(1);
});

test('what is no run id reaches no file', async () => {
  await keepSpans(workspace, '../outside', [spanAt(1)]);
  expect(await readdir(workspace)).toEqual([]);
  expect(await spansOf(workspace, '../outside')).toEqual([]);
});

test('only the newest runs keep theirs', async () => {
  for (let run = 0; run < 12; run++) {
    await keepSpans(workspace, `run-${run}`, [spanAt(run)], 10);
    const path = join(workspace, 'spans', `run-${run}.ndjson`);
    await utimes(path, 1000 + run, 1000 + run).catch(() => undefined);
  }
  const kept = await readdir(join(workspace, 'spans'));
  expect(kept).toHaveLength(10);
  expect(kept).not.toContain('run-0.ndjson');
  expect(kept).toContain('run-11.ndjson');
});
