import { join } from 'node:path';
import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import { type GenerateResult, generate } from '../generate/generate.ts';
import { runClean } from './clean.ts';
import { deliveryFolder, demoBefore, demoTenants, holdsOther, refuseAmongOthers } from './demo-before.ts';
import { Bench, type Host } from './host.ts';
import { run } from './run.ts';
import type { RunResult } from './run-result.ts';
import { scoreTables, type TablesScore } from './score-tables.ts';
import { makeFolder } from '../base/make-folder.ts';

export interface DemoRequest {
  /** Where the generated deliveries and the tables are. Absolute; created if missing. */
  readonly workspace: string;
  readonly suppliers: number;
  readonly parts: number;
  readonly seed: number;
  /** The default is that of the deliveries which are there, else now: the same demo again changes nothing. */
  readonly logicalTime?: Date;
}

interface DemoTenant {
  readonly tenant: string;
  readonly folder: string;
  readonly run: RunResult;
  readonly score: TablesScore;
}

export interface DemoResult {
  readonly tenants: readonly DemoTenant[];
  readonly seconds: number;
  readonly generated: GenerateResult;
  /** Tenants whose rows of another demo were removed first. */
  readonly cleaned: readonly string[];
}

const tenants = demoTenants;

/**
 * Two tenants with dirt: generated, run into the workspace's tables as of their logical time, and what arrived there scored against
 * the ground truth. What another demo brought is removed first. Throws CONFLICT where the tenants' rows are not a demo's,
 * or where other tenants' snapshots would go with those of another demo.
 */
export async function demo(host: Host, request: DemoRequest, work: Work = {}): Promise<DemoResult> {
  const started = performance.now();
  const { workspace } = request;
  const out = join(workspace, 'deliveries');
  await makeFolder(out).catch((cause: unknown) => {
    throw new QuaysideError(
      'NOT_WRITABLE',
      `${out} cannot be made or written; name another folder with --workspace.`,
      { cause },
    );
  });
  const before = await demoBefore(host, workspace, tenants);
  const logicalTime = request.logicalTime ?? before.logicalTime ?? host.now();
  const generated = await generateInto(host, { ...request, logicalTime, tenants, out }, work);
  const cleaned: string[] = [];
  const results: DemoTenant[] = [];
  for (const tenant of tenants) {
    const folder = deliveryFolder(workspace, tenant);
    if (await holdsOther(host, workspace, tenant)) {
      await refuseAmongOthers(host, workspace, tenants);
      await runClean(host, { workspace, tenant }, work);
      cleaned.push(tenant);
    }
    const result = await run(
      host,
      { ...demoRun, tenant, workspace, sources: [folder], asOf: logicalTime },
      work,
    );
    results.push({
      tenant,
      folder,
      run: result,
      score: await scoreTables(host, { folder, tenant, workspace }, work),
    });
  }
  return { tenants: results, seconds: (performance.now() - started) / 1000, generated, cleaned };
}

const demoRun = { timezone: 'UTC', severities: {} } as const;

async function generateInto(
  host: Host,
  request: DemoRequest & {
    readonly tenants: readonly string[];
    readonly out: string;
    readonly logicalTime: Date;
  },
  work: Work,
): Promise<GenerateResult> {
  await using bench = await Bench.open(host);
  return await generate(bench.duck, { ...request, format: 'parquet' }, work);
}
