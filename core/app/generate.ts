import type { Work } from '../base/progress.ts';
import { type GenerateRequest, type GenerateResult, generate } from '../generate/generate.ts';
import { Bench, type Host } from './host.ts';

export async function runGenerate(
  host: Host,
  request: GenerateRequest,
  work: Work = {},
): Promise<GenerateResult> {
  await using bench = await Bench.open(host);
  return await generate(bench.duck, request, work);
}
