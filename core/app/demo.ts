import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import { type GenerateResult, generate } from '../generate/generate.ts';
import { type CheckResult, check } from './check.ts';
import { Bench, type Host } from './host.ts';
import { type Score, score } from './score.ts';

export interface DemoRequest {
  /** Where the generated deliveries stay. Absolute; created if missing. */
  readonly workspace: string;
  readonly suppliers: number;
  readonly parts: number;
  readonly seed: number;
  readonly logicalTime: Date;
}

interface DemoTenant {
  readonly tenant: string;
  readonly folder: string;
  readonly run: CheckResult;
  readonly score: Score;
}

export interface DemoResult {
  readonly tenants: readonly DemoTenant[];
  readonly seconds: number;
  readonly generated: GenerateResult;
}

const tenants = ['tenant_acme', 'tenant_globex'] as const;

/** Two tenants with dirt: generated, checked as of their logical time, scored against the ground truth. */
export async function demo(host: Host, request: DemoRequest, work: Work = {}): Promise<DemoResult> {
  const started = performance.now();
  const out = join(request.workspace, 'deliveries');
  await mkdir(out, { recursive: true }).catch((cause: unknown) => {
    throw new QuaysideError(
      'NOT_WRITABLE',
      `${out} cannot be made or written; name another folder with --workspace.`,
      { cause },
    );
  });
  const generated = await generateInto(host, { ...request, tenants, out }, work);
  const results: DemoTenant[] = [];
  for (const tenant of tenants) {
    const folder = join(out, tenant);
    const run = await check(host, demoCheck(tenant, folder, request.logicalTime), work);
    results.push({ tenant, folder, run, score: await score(host, { folder, tenant }, work) });
  }
  return { tenants: results, seconds: (performance.now() - started) / 1000, generated };
}

async function generateInto(
  host: Host,
  request: DemoRequest & { readonly tenants: readonly string[]; readonly out: string },
  work: Work,
): Promise<GenerateResult> {
  await using bench = await Bench.open(host);
  return await generate(bench.duck, { ...request, format: 'parquet' }, work);
}

const demoCheck = (tenant: string, folder: string, asOf: Date) => ({
  tenant,
  sources: [folder],
  asOf,
  timezone: 'UTC',
  severities: {},
  showPersonalData: false,
});
