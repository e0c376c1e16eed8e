import type { KindScore, Score } from '../app/score.ts';
import { countText, textTable } from './text-table.ts';

export function scoreText(tenant: string, score: Score): string {
  const rows = Object.entries(score.kinds).map(([kind, result]) => kindCells(kind, result));
  if (score.knockOns.injected > 0) rows.push(kindCells('(knock-on parts)', score.knockOns));
  return [
    scoreSentence(tenant, score),
    ...(rows.length === 0 ? [] : ['', textTable(['kind of dirt', 'injected', 'caught', 'missed'], rows)]),
  ].join('\n');
}

/** One sentence that can be forwarded. */
function scoreSentence(tenant: string, { recall, precision, falseAlarms, kinds, asOf }: Score): string {
  const injected = Object.values(kinds).reduce((sum, kind) => sum + kind.injected, 0);
  const caught = Object.values(kinds).reduce((sum, kind) => sum + kind.caught, 0);
  return `${tenant}: ${countText(caught)} of ${countText(injected)} injected defects caught, ${countText(falseAlarms)} false alarms (recall ${recall.toFixed(4)}, precision ${precision.toFixed(4)}), as of ${asOf}`;
}

const kindCells = (kind: string, { injected, caught }: KindScore): string[] => [
  kind,
  countText(injected),
  countText(caught),
  countText(injected - caught),
];
