import type { GenerateRequest, GenerateResult } from '../generate/generate.ts';
import { countText } from './text-table.ts';

export function generateText(result: GenerateResult, { seed, logicalTime }: GenerateRequest): string {
  return [
    ...result.tenants.flatMap(({ files }) =>
      files.map(({ path, rows }) => `${path}: ${countText(rows)} rows`),
    ),
    `Seed ${seed}, logical time ${logicalTime.toISOString()}: the same options give the same bytes.`,
  ].join('\n');
}
