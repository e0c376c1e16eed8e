import { join } from 'node:path';
import type { z } from 'zod';
import type { generateRequest } from '../../../contracts/api/generate.ts';
import type { DatasetName } from '../../../contracts/data/dataset.ts';
import { kinds, parseKindRates } from '../../generate/kinds.ts';
import type { GenerateRequest } from '../../generate/request.ts';
import { demoTenants } from '../demo-before.ts';
import { runGenerate } from '../generate.ts';
import { generatedDistributions } from '../generated-distributions.ts';
import { score } from '../score.ts';
import { scoreTables } from '../score-tables.ts';
import { commandLine } from './command-line.ts';
import { procedures } from './context.ts';
import type { Engine } from './engine.ts';
import { pathOfSource } from './places.ts';

const { generate } = procedures;

/** Rows that are drawn to show distributions. */
const sampleRows = 20_000;

export function generateApi(engine: Engine) {
  const { host, workspace: folder, jobs } = engine;
  return {
    options: generate.options.handler(() => ({
      kinds: Object.entries(kinds).flatMap(([dataset, of]) =>
        Object.entries(of).map(([kind, outcome]) => ({
          kind,
          dataset: datasetOf(dataset),
          ...outcomeOf(outcome),
        })),
      ),
      formats: ['parquet', 'csv'] as const,
      defaults: {
        suppliers: 5000,
        parts: 15_000,
        seed: '1',
        dirtyRate: 0.06,
        format: 'parquet' as const,
        tenants: [demoTenants[0]],
        folder: join(folder, 'deliveries'),
      },
      mostRows: 1_000_000_000,
    })),
    command: generate.command.handler(({ input }) => ({ command: lineOf(engine, input) })),
    start: generate.start.handler(async ({ input }) => {
      const request = await requestOf(engine, input);
      const tenant = input.tenants.length === 1 ? input.tenants[0] : null;
      return jobs.start('generate', { subject: request.out, tenant: tenant ?? null }, (work) =>
        runGenerate(host, request, work),
      );
    }),
    distributions: generate.distributions.handler(async ({ input, signal }) => {
      if ('folder' in input) {
        const path = await pathOfSource(engine, { path: input.folder });
        return generatedDistributions(host, { folder: path, tenant: input.tenant }, { signal });
      }
      const request = await requestOf(engine, input);
      const sample = {
        ...request,
        suppliers: Math.min(request.suppliers, sampleRows),
        parts: Math.min(request.parts, sampleRows),
      };
      return generatedDistributions(host, { sample }, { signal });
    }),
    score: generate.score.handler(async ({ input: { folder: source, tenant, against } }) => {
      const path = await pathOfSource(engine, source);
      return jobs.start('score', { subject: path, tenant }, async (work) => {
        const asked = { folder: path, tenant };
        const scored =
          against === 'files'
            ? await score(host, asked, work)
            : await scoreTables(host, { ...asked, workspace: folder }, work);
        return { tenant, ...scored };
      });
    }),
  };
}

type Input = Omit<z.output<typeof generateRequest>, 'out'> & { readonly out?: string | undefined };

async function requestOf(engine: Engine, input: Input): Promise<GenerateRequest> {
  const { host, workspace } = engine;
  const { tenants, suppliers, parts, seed, dirtyRate, kindRates, format, logicalTime } = input;
  return {
    tenants,
    suppliers,
    parts,
    format,
    seed: BigInt(seed),
    kindRates: parseKindRates(kindRates ?? {}),
    out: await outOf(engine, workspace, input),
    logicalTime: logicalTime === undefined ? host.now() : new Date(logicalTime),
    ...(dirtyRate === undefined ? {} : { dirtyRate }),
  };
}

/** One tenant's files go into a folder of its name too, so that tenants of several starts do not mix. */
async function outOf(engine: Engine, workspace: string, { out, tenants }: Input): Promise<string> {
  if (out !== undefined) return pathOfSource(engine, { path: out });
  const [only, more] = tenants;
  return more === undefined && only !== undefined
    ? join(workspace, 'deliveries', only)
    : join(workspace, 'deliveries');
}

const lineOf = ({ workspace }: Engine, input: Input): string =>
  commandLine(['generate'], {
    tenant: input.tenants,
    suppliers: input.suppliers,
    parts: input.parts,
    seed: input.seed,
    dirty: input.dirtyRate,
    kind: Object.entries(input.kindRates ?? {}).map(([kind, rate]) => `${kind}=${rate}`),
    format: input.format,
    'as-of': input.logicalTime,
    out: input.out ?? join(workspace, 'deliveries', ...(input.tenants.length === 1 ? input.tenants : [])),
  });

const datasetOf = (name: string): DatasetName => (name === 'parts' ? 'parts' : 'suppliers');

function outcomeOf(text: string): {
  readonly outcome: 'error' | 'warning' | 'normalised';
  readonly code?: string;
} {
  const [outcome, code] = text.split(' ', 2);
  if (outcome === 'error' || outcome === 'warning')
    return code === undefined ? { outcome } : { outcome, code };
  return { outcome: 'normalised' };
}
