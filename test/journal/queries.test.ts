import { describe, expect, it } from 'vitest';
import type { AsOf } from '../../contracts/journal/evaluation.ts';
import { basisId, evaluationId } from '../../core/journal/evaluation-id.ts';
import type { Journal } from '../../core/journal/journal.ts';
import {
  basis,
  Clock,
  counts,
  delivered,
  Folder,
  fileDigest,
  finished,
  intended,
  judged,
  openSample,
  publication,
  settled,
  stage,
  started,
} from './sample.ts';

const eight = '2026-11-24T08:00:00.000Z';
const nine = '2026-11-24T09:00:00.000Z';
const ten = '2026-11-24T10:00:00.000Z';
/** Judged at eight, and the same until nine. */
const untilNine: AsOf = { given: false, time: eight, from: null, until: nine };

/** A whole run: received, judged, published. */
function publish(journal: Journal, name: string, asOf: AsOf = untilNine, snapshotId = '1'): void {
  const of = basis(`b${name}`);
  const body = publication(`p${name}`, { runId: `r${name}`, evaluationId: evaluationId(of, asOf) });
  const tables = body.tables.map((table) => ({ ...table, snapshotId }));
  journal.append([started(`r${name}`)]);
  journal.append([delivered(`r${name}`, `d${name}`, `b${name}`, fileDigest(name))]);
  journal.append([stage(`r${name}`, 'receive'), judged(`r${name}`, `d${name}`, of, asOf)]);
  journal.append([intended({ ...body, tables })]);
  journal.append([settled({ ...body, tables }), finished(`r${name}`)]);
}

const now = (time: string) => ({ given: false, time });
const repeats = (
  journal: Journal,
  name: string,
  asOf: { given: boolean; time: string },
  changes = {},
): boolean =>
  journal.repeat({ tenant: 'acme', basisId: basisId(basis(`b${name}`, changes)), asOf }) !== undefined;

describe('an evaluation', () => {
  it('is the same for equal inputs in any key order, and another for any change', () => {
    const one = basis('b1', { severities: { INVALID_EMAIL: 'error', MISSING_CONTACT: 'off' } });
    const ids = [
      one,
      basis('b2', { severities: one.severities }),
      basis('b1'),
      { ...one, tenant: 'other' },
      { ...one, deliveryKind: 'full' as const },
      { ...one, mapping: fileDigest('a') },
      { ...one, importSettings: { timezone: 'Europe/Berlin', extractedAt: null } },
      { ...one, contracts: { suppliers: '1.1.0' } },
      { ...one, codeLists: '2026.12' },
      { ...one, recipes: [fileDigest('a')] },
    ].map(basisId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(basisId(basis('b1', { severities: { MISSING_CONTACT: 'off', INVALID_EMAIL: 'error' } }))).toBe(
      ids[0],
    );
  });

  it('has one id for all default times at which every time rule comes out the same', () => {
    const later: AsOf = { given: false, time: '2026-11-24T08:30:00.000Z', from: null, until: nine };
    const changed: AsOf = { given: false, time: ten, from: nine, until: null };
    const asked: AsOf = { ...untilNine, given: true };
    const [first, second, third, fourth] = [untilNine, later, changed, asked].map((asOf) =>
      evaluationId(basis('b1'), asOf),
    );
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect(fourth).not.toBe(first);
  });
});

describe('the answer from the record', () => {
  it('is given while the evaluation is the last publication of the tenant', () => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    publish(journal, 'a');
    expect(journal.repeat({ tenant: 'acme', basisId: basisId(basis('ba')), asOf: now(eight) })).toMatchObject(
      {
        evaluation: { body: { deliveryId: 'da' } },
        publication: { body: { publicationId: 'pa' } },
        run: { runId: 'ra', datasets: { suppliers: counts } },
      },
    );
    publish(journal, 'b');
    expect([repeats(journal, 'a', now(eight)), repeats(journal, 'b', now(eight))]).toEqual([false, true]);
    publish(journal, 'a');
    expect([repeats(journal, 'a', now(eight)), repeats(journal, 'b', now(eight))]).toEqual([true, false]);
  });

  it('is not given where anything it depends on changed', () => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    publish(journal, 'a');
    expect(repeats(journal, 'a', now(eight), { severities: { INVALID_EMAIL: 'error' } })).toBe(false);
    expect(repeats(journal, 'a', now(eight), { deliveryKind: 'full' })).toBe(false);
    expect(
      journal.repeat({ tenant: 'other', basisId: basisId(basis('ba')), asOf: now(eight) }),
    ).toBeUndefined();
  });

  it('holds for the default time until a time rule would come out otherwise', () => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    publish(journal, 'a', { given: false, time: nine, from: eight, until: ten });
    const times = ['2026-11-24T07:59:59.999Z', eight, '2026-11-24T09:59:59.999Z', ten];
    expect(times.map((time) => repeats(journal, 'a', now(time)))).toEqual([false, true, true, false]);
  });

  it('holds for a time that is asked for only if it is the one that was asked for', () => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    publish(journal, 'a', { ...untilNine, given: true });
    expect(repeats(journal, 'a', { given: true, time: eight })).toBe(true);
    expect(repeats(journal, 'a', { given: true, time: nine })).toBe(false);
    publish(journal, 'a', untilNine);
    expect(repeats(journal, 'a', { given: true, time: eight })).toBe(false);
  });

  it.each(['rollback', 'undo', 'clean', 'release'] as const)('ends with a %s', (purpose) => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    publish(journal, 'a');
    journal.append([settled(publication('px', { purpose }))]);
    expect(repeats(journal, 'a', now(eight))).toBe(false);
    expect(journal.lastPublication('acme')?.body.purpose).toBe(purpose);
  });

  it('survives a compaction, another tenant, and a publication that was given up', () => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    publish(journal, 'a');
    journal.append([
      settled(publication('px', { purpose: 'compaction' })),
      settled(publication('py', { purpose: 'compaction' }), 'published', null),
      settled(publication('pz'), 'published', 'other'),
      settled(publication('pw'), 'abandoned'),
    ]);
    expect(repeats(journal, 'a', now(eight))).toBe(true);
  });
});

describe('open intents', () => {
  it('are those without an outcome, each as it was last announced', () => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    publish(journal, 'a');
    journal.append([
      intended(publication('p1')),
      intended(publication('p2')),
      settled(publication('p2'), 'abandoned'),
    ]);
    const rebased = publication('p1', { tables: [] });
    journal.append([intended(rebased)]);
    expect(journal.openIntents().map(({ body }) => body)).toEqual([rebased]);
    journal.append([settled(rebased)]);
    expect(journal.openIntents()).toEqual([]);
  });
});

describe('runs', () => {
  it('are told from their records', () => {
    using folder = new Folder();
    const clock = new Clock();
    using journal = openSample(folder.journal, { clock: clock.read });
    journal.append([started('r1'), delivered('r1', 'd1', 'b1', fileDigest('a'))]);
    clock.pass(2);
    journal.append([stage('r1', 'receive')]);
    expect(journal.run('r1')).toMatchObject({
      runId: 'r1',
      tenant: 'acme',
      actor: 'ada',
      status: 'started',
      startedAt: eight,
      deliveryId: 'd1',
      stages: [
        { stage: 'received', at: eight },
        { stage: 'receive', at: '2026-11-24T08:00:02.000Z' },
      ],
    });
    clock.pass(1);
    journal.append([
      {
        kind: 'run-finished',
        tenant: 'acme',
        inputs: [],
        traceId: 'ab'.repeat(16),
        body: {
          runId: 'r1',
          status: 'failed',
          seconds: 3,
          datasets: {},
          error: { code: 'DISK_FULL', parameters: { path: 'lake' } },
        },
      },
    ]);
    expect(journal.run('r1')).toMatchObject({
      status: 'failed',
      seconds: 3,
      finishedAt: '2026-11-24T08:00:03.000Z',
      error: { code: 'DISK_FULL' },
    });
    expect(journal.run('r2')).toBeUndefined();
  });

  it('are listed from the last, by tenant and page', () => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    journal.append(['r1', 'r2', 'r3', 'r4'].map((run) => started(run, run === 'r2' ? 'other' : 'acme')));
    const idsOf = (filter: Parameters<Journal['runs']>[0]): string[] =>
      journal.runs(filter).map(({ runId }) => runId);
    expect(idsOf({})).toEqual(['r4', 'r3', 'r2', 'r1']);
    expect(idsOf({ tenant: 'acme', limit: 2 })).toEqual(['r4', 'r3']);
    expect(idsOf({ tenant: 'acme', before: 3 })).toEqual(['r1']);
  });
});

describe('lineage', () => {
  it('leads from a file to its snapshots and back', () => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    publish(journal, 'a', untilNine, '9223372036854775807');
    publish(journal, 'b', untilNine, '-5');
    const [path, ...others] = journal.lineageOfFile(fileDigest('a'));
    expect(others).toEqual([]);
    expect(path?.delivery?.body.deliveryId).toBe('da');
    expect(
      path?.run.publications.flatMap(({ body }) => body.tables.map((table) => table.snapshotId)),
    ).toEqual(['9223372036854775807']);
    const origin = journal.lineageOfSnapshot('-5');
    expect(origin?.publication.body.publicationId).toBe('pb');
    expect(origin?.path?.delivery?.body.batches[0]?.objects[0]?.digest).toBe(fileDigest('b'));
    expect(journal.lineageOfBatch('bb').map(({ run }) => run.runId)).toEqual(['rb']);
    expect(journal.lineageOfRun('ra')).toEqual(path);
  });

  it('shows every run of a file that came twice, once each', () => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    journal.append([
      started('r1'),
      delivered('r1', 'd1', 'b1', fileDigest('a')),
      started('r2'),
      delivered('r2', 'd1', 'b1', fileDigest('a')),
    ]);
    expect(journal.lineageOfFile(fileDigest('a')).map(({ run }) => run.runId)).toEqual(['r1', 'r2']);
  });

  it('ends where nothing is known', () => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    publish(journal, 'a');
    journal.append([settled(publication('px', { purpose: 'rollback' }))]);
    expect(journal.lineageOfFile(fileDigest('b'))).toEqual([]);
    expect(journal.lineageOfRun('r9')).toBeUndefined();
    expect(journal.lineageOfSnapshot('7')).toBeUndefined();
    expect(journal.lineageOfSnapshot('9007199254740993123')?.path).toBeUndefined();
  });
});

describe('published files', () => {
  const path = 'lake/cdf-silver/p1.parquet';

  it('are those of published outcomes, until an expiry removed them', () => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    journal.append([
      settled(publication('p0'), 'abandoned'),
      intended(publication('p1')),
      settled(publication('p1')),
    ]);
    expect(journal.publishedFiles()).toEqual([
      {
        publicationId: 'p1',
        table: 'supply_chain.dim_suppliers_v1',
        path,
        digest: fileDigest('f1'),
        bytes: 99,
      },
    ]);
    journal.append([
      {
        kind: 'expiry',
        tenant: null,
        inputs: [],
        body: {
          olderThan: null,
          tables: [
            { table: 'supply_chain.dim_suppliers_v1', snapshotIds: ['1'], removed: [path], bytes: 99 },
          ],
        },
      },
    ]);
    expect(journal.publishedFiles()).toEqual([]);
  });

  it('of newest times hold from one publication to the next', () => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    const file = {
      dataset: 'suppliers' as const,
      path: 'lake/seen/1.parquet',
      digest: fileDigest('a'),
      rows: 10,
    };
    journal.append([
      settled(publication('p1', { seen: [file] })),
      settled(publication('p2', { seen: [{ ...file, dataset: 'parts', path: 'lake/seen/2.parquet' }] })),
      settled(publication('p3', { seen: [{ ...file, path: 'lake/seen/3.parquet' }] }), 'abandoned'),
    ]);
    expect(journal.seenFile('acme', 'suppliers')).toEqual(file);
    expect(journal.seenFile('acme', 'parts')?.path).toBe('lake/seen/2.parquet');
    expect(journal.seenFile('other', 'suppliers')).toBeUndefined();
  });
});
