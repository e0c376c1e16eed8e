import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AsOf, EvaluationBasis } from '../../contracts/journal/evaluation.ts';
import type { NewRecord } from '../../contracts/journal/record.ts';
import { basisId, evaluationId } from '../../core/journal/evaluation-id.ts';
import { type Journal, type JournalOptions, openJournal } from '../../core/journal/journal.ts';

/** A folder that is gone after the test. */
export class Folder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'quayside-journal-'));

  get journal(): string {
    return join(this.path, 'journal.sqlite');
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A clock that stands at a time until it is moved. */
export class Clock {
  #now = Date.parse('2026-11-24T08:00:00.000Z');

  readonly read = (): Date => new Date(this.#now);

  pass(seconds: number): void {
    this.#now += seconds * 1000;
  }
}

export function openSample(file: string, options: Partial<JournalOptions> = {}): Journal {
  let count = 0;
  return openJournal(file, {
    clock: new Clock().read,
    actor: 'ada',
    newId: () => `${process.pid}-${(count += 1)}-${Math.random()}`,
    ...options,
  });
}

export const fileDigest = (name: string): string => name.padEnd(64, '0').replaceAll(/[^0-9a-f]/g, 'c');

export const started = (runId: string, tenant = 'acme'): NewRecord => ({
  kind: 'run-started',
  tenant,
  inputs: [],
  body: { runId, command: 'run', sources: ['incoming/suppliers.csv'] },
});

export const stage = (runId: string, name: string, tenant = 'acme'): NewRecord => ({
  kind: 'run-stage',
  tenant,
  inputs: [],
  body: { runId, stage: name },
});

export const delivered = (runId: string, deliveryId: string, batchId: string, digest: string): NewRecord => ({
  kind: 'delivery',
  tenant: 'acme',
  inputs: [digest],
  body: {
    deliveryId,
    runId,
    deliveryKind: 'delta',
    extractedAt: null,
    timezone: 'UTC',
    batches: [
      {
        dataset: 'suppliers',
        batchId,
        rows: 10,
        ignored: 0,
        objects: [{ digest, path: 'incoming/suppliers.csv', bytes: 1234, rows: 10 }],
      },
    ],
  },
});

export const basis = (batchId: string, changes: Partial<EvaluationBasis> = {}): EvaluationBasis => ({
  tenant: 'acme',
  deliveryKind: 'delta',
  batches: [{ dataset: 'suppliers', batchId }],
  mapping: null,
  importSettings: { timezone: 'UTC', extractedAt: null },
  contracts: { suppliers: '1.0.0' },
  codeLists: '2026.11',
  severities: {},
  recipes: [],
  ...changes,
});

export const judged = (
  runId: string,
  deliveryId: string,
  of: EvaluationBasis,
  asOf: AsOf,
): Extract<NewRecord, { kind: 'evaluation' }> => ({
  kind: 'evaluation',
  tenant: 'acme',
  inputs: [],
  body: {
    evaluationId: evaluationId(of, asOf),
    basisId: basisId(of),
    runId,
    deliveryId,
    basis: of,
    asOf,
  },
});

type Publication = Extract<NewRecord, { kind: 'publication-intent' }>['body'];

export const publication = (publicationId: string, changes: Partial<Publication> = {}): Publication => ({
  publicationId,
  purpose: 'run',
  tables: [
    {
      table: 'supply_chain.dim_suppliers_v1',
      parentSnapshotId: null,
      snapshotId: '9007199254740993123',
      metadataLocation: `lake/cdf-silver/${publicationId}.metadata.json`,
      dataFiles: [
        {
          path: `lake/cdf-silver/${publicationId}.parquet`,
          content: 'data',
          digest: fileDigest('f1'),
          bytes: 99,
          rows: 10,
        },
      ],
    },
  ],
  seen: [],
  ...changes,
});

export const intended = (body: Publication, tenant: string | null = 'acme'): NewRecord => ({
  kind: 'publication-intent',
  tenant,
  inputs: [],
  body,
});

export const settled = (
  body: Publication,
  outcome: 'published' | 'abandoned' = 'published',
  tenant: string | null = 'acme',
): NewRecord => ({
  kind: 'publication-outcome',
  tenant,
  inputs: [],
  body: { ...body, outcome, recovered: false },
});

export const counts = {
  landed: 10,
  inserted: 6,
  updated: 1,
  unchanged: 1,
  quarantined: 1,
  repeated: 1,
  superseded: 0,
  ignored: 2,
  warnings: 1,
  codes: { INVALID_EMAIL: 1, TYPE_MISMATCH: 1 },
  snapshotId: '9007199254740993123',
  metadataLocation: 'lake/cdf-silver/p1.metadata.json',
};

export const finished = (runId: string, changes: Partial<typeof counts> = {}): NewRecord => ({
  kind: 'run-finished',
  tenant: 'acme',
  inputs: [],
  body: { runId, status: 'published', seconds: 1.5, datasets: { suppliers: { ...counts, ...changes } } },
});
