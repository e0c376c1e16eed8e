import { relative } from 'node:path';
import type { DemoRequest, DemoResult } from '../app/demo.ts';
import { userPath } from './arguments.ts';
import { countsText } from './counts-text.ts';
import { scoreText } from './score-text.ts';

export function demoText(
  { tenants, seconds }: Omit<DemoResult, 'generated'>,
  { workspace }: DemoRequest,
): string {
  const [first] = tenants;
  const place = shown(workspace);
  return [
    ...tenants.flatMap(({ tenant, run, score }) => [
      tenant,
      '',
      countsText(run.datasets),
      '',
      scoreText(tenant, score),
      '',
    ]),
    `Generated, checked and scored in ${seconds.toFixed(1)} s. The deliveries are in ${place}.`,
    ...(first === undefined
      ? []
      : [
          `Next: npm run -s quayside -- check ${shown(first.folder)} --tenant ${first.tenant} --as-of ${first.score.asOf}`,
        ]),
  ].join('\n');
}

const shown = (path: string): string => relative(userPath('.'), path) || '.';
