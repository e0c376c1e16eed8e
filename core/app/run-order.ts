import type { RunOrder } from '../../contracts/runs/order.ts';
import type { Severity } from '../../contracts/data/violation-codes.ts';
import { violationCodes, type ViolationCode } from '../../contracts/data/violation-codes.ts';
import { journalPath, pathFromJournal } from '../silver/places.ts';
import type { RunRequest } from './run-job.ts';

/** A request as data that any process can do, now or again. */
export function orderOf(request: RunRequest): RunOrder {
  const { tenant, sources, timezone, severities, codeLists, dataSource, extractedAt, asOf, fullDelivery } =
    request;
  return {
    tenant,
    sources: [...sources],
    kind: request.kind ?? 'delta',
    timezone,
    severities: Object.fromEntries(Object.entries(severities)),
    ...(asOf === undefined ? {} : { asOf: { given: true, time: asOf.toISOString() } }),
    ...(extractedAt === undefined ? {} : { extractedAt: extractedAt.toISOString() }),
    ...(dataSource === undefined ? {} : { dataSource }),
    ...(codeLists === undefined ? {} : { codeLists }),
    ...(fullDelivery === undefined ? {} : { fullDelivery }),
  };
}

/** The request that an order stands for; the as-of time is among it only where it was asked for. */
export function requestOf(workspace: string, order: RunOrder): RunRequest {
  const { asOf, extractedAt, severities, dataSource, codeLists, fullDelivery, ...same } = order;
  return {
    ...same,
    workspace,
    severities: severitiesOf(severities),
    ...(asOf?.given === true ? { asOf: new Date(asOf.time) } : {}),
    ...(extractedAt === undefined ? {} : { extractedAt: new Date(extractedAt) }),
    ...(dataSource === undefined ? {} : { dataSource }),
    ...(codeLists === undefined ? {} : { codeLists }),
    ...(fullDelivery === undefined ? {} : { fullDelivery }),
  };
}

/** Paths as the journal spells them, and the as-of time that holds for all attempts. */
export const orderInJournal = (workspace: string, order: RunOrder, asOf: Date): RunOrder => ({
  ...order,
  sources: order.sources.map((path) => journalPath(workspace, path)),
  asOf: { given: order.asOf?.given === true, time: asOf.toISOString() },
});

export const orderFromJournal = (workspace: string, order: RunOrder): RunOrder => ({
  ...order,
  sources: order.sources.map((path) => pathFromJournal(workspace, path)),
});

/** A code that this version does not know has no rule either. */
function severitiesOf(severities: RunOrder['severities']): Partial<Record<ViolationCode, Severity>> {
  const known = Object.keys(violationCodes).filter(isCode);
  return Object.fromEntries(
    known.flatMap((code) => {
      const severity = severities[code];
      return severity === undefined ? [] : [[code, severity]];
    }),
  );
}

const isCode = (text: string): text is ViolationCode => Object.hasOwn(violationCodes, text);
