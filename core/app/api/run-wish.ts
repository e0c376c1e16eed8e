import type { z } from 'zod';
import type { runRequest } from '../../../contracts/api/runs.ts';
import type { Source } from '../../../contracts/api/terms.ts';
import type { DeliveryWish } from '../run-request.ts';
import { commandLine } from './command-line.ts';
import type { Engine } from './engine.ts';
import { pathOfSource } from './places.ts';

type RunInput = Omit<z.output<typeof runRequest>, 'priority' | 'kind'> & {
  readonly kind?: z.output<typeof runRequest>['kind'];
};

/** A delivery as a window names it, with the paths of its files. Throws as `pathOfSource`. */
export async function wishOf(
  engine: Engine,
  input: RunInput,
  pathOf: (engine: Engine, source: Source) => Promise<string> = pathOfSource,
): Promise<DeliveryWish> {
  const { tenant, kind, asOf, extractedAt, timezone, dataSource, severities } = input;
  return {
    tenant,
    sources: await Promise.all(input.sources.map((source) => pathOf(engine, source))),
    ...(kind === undefined ? {} : { kind }),
    asOf: asOf === undefined ? undefined : new Date(asOf),
    extractedAt: extractedAt === undefined ? undefined : new Date(extractedAt),
    timezone,
    dataSource,
    severities,
  };
}

export const runCommandLine = (workspace: string, wish: DeliveryWish): string =>
  commandLine(['run'], {
    tenant: wish.tenant,
    source: wish.sources,
    workspace,
    full: wish.kind === 'full',
    'as-of': wish.asOf?.toISOString(),
    'extracted-at': wish.extractedAt?.toISOString(),
    timezone: wish.timezone,
    'data-source': wish.dataSource,
    severity: Object.entries(wish.severities ?? {}).map(([code, level]) => `${code}=${level}`),
  });
