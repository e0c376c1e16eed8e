import { expect, test } from 'vitest';
import { QuaysideError } from '../../core/base/errors.ts';
import { inStage } from '../../core/base/stage.ts';
import { SpanRecorder } from '../../core/telemetry/recorder.ts';

const parent = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', sampled: true };

test('stages hang below their run, and the run below who called', async () => {
  let now = 1000;
  const recorder = new SpanRecorder(parent, undefined, () => now);
  await recorder.root('run', { tenant: 'acme' }, async (note, stage) => {
    await inStage({ stage }, 'judge', { dataset: 'parts' }, async (noteStage, inner) => {
      now += 5;
      await inStage(inner, 'read', {}, () => Promise.resolve());
      noteStage({ rows: 7 });
    });
    note({ status: 'published' });
  });
  const [read, judge, run] = recorder.ended;
  expect(run).toMatchObject({
    traceId: parent.traceId,
    parentSpanId: parent.spanId,
    name: 'run',
    startMs: 1000,
    milliseconds: 5,
    status: 'ok',
    facts: { tenant: 'acme', status: 'published' },
  });
  expect(judge).toMatchObject({ parentSpanId: run?.spanId, facts: { dataset: 'parts', rows: 7 } });
  expect(read).toMatchObject({ parentSpanId: judge?.spanId });
});

test('of an error only its code is kept, and it goes on to the caller', async () => {
  const recorder = new SpanRecorder(undefined);
  const failing = recorder.root('run', {}, () =>
    Promise.reject(new QuaysideError('CONFLICT', 'Ada Lovelace', { parameters: { found: 'Ada' } })),
  );
  await expect(failing).rejects.toThrow('Ada Lovelace');
  expect(recorder.ended).toMatchObject([{ status: 'error', facts: { code: 'CONFLICT' } }]);
  expect(JSON.stringify(recorder.ended)).not.toContain('Ada');
});

test('a cancelled step is no error', async () => {
  const recorder = new SpanRecorder(undefined);
  const gone = new DOMException('stopped', 'AbortError');
  await expect(recorder.root('run', {}, () => Promise.reject(gone))).rejects.toBe(gone);
  expect(recorder.ended).toMatchObject([{ status: 'cancelled', facts: { code: 'CANCELLED' } }]);
});

test('no number of stages fills the memory; the run itself is always there', async () => {
  const recorder = new SpanRecorder(undefined);
  await recorder.root('run', {}, async (_note, stage) => {
    for (let i = 0; i < 3000; i++) await stage('read', {}, () => Promise.resolve());
  });
  expect(recorder.ended).toHaveLength(1000);
  expect(recorder.ended.at(-1)?.name).toBe('run');
});

test('work that nobody watches is just done', async () => {
  expect(await inStage({}, 'audit', {}, (note) => Promise.resolve(note({ rows: 1 })))).toBeUndefined();
});
