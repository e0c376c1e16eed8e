import type { ViolationCode } from '../../contracts/data/violation-codes.ts';
import { keptRows } from '../rules/judging.sql.ts';
import { severityOf } from '../rules/severities.ts';
import type { Release } from '../silver/release.ts';
import type { PublishPlace } from '../silver/transaction.ts';
import { sql } from '../sql/sql.ts';
import type { By } from './quarantine-apply.ts';
import type { Desk } from './quarantine-desk.ts';
import type { ReturnPlan } from './quarantine-return.ts';
import { closingSql, leavingVerdicts, leavingViolations } from './quarantine-return.sql.ts';
import { keptOf } from './run-kept.ts';

/** A planned return as silver publishes it. */
export function releaseOf(
  desk: Desk,
  place: PublishPlace,
  { preview, datasets }: ReturnPlan,
  publicationId: string,
  { person, reason }: By & { readonly person: string },
): Release {
  const severities = desk.settings.severities;
  return {
    place,
    tenant: desk.tenant,
    publicationId,
    now: desk.host.now(),
    holdings: datasets.map(({ holding }) => holding),
    datasets: datasets.map(({ dataset: { contract }, holding, reread }) => ({
      holding,
      rows: {
        typed: reread.typed,
        typedOf: reread.typedOf,
        writtenOf: reread.writtenOf,
        kept: keptRows(contract.dataset, keptOf({ contract })),
        verdicts: leavingVerdicts(contract.dataset),
        violations: leavingViolations(contract),
        batchId: publicationId,
        batchOf: sql`t.batch_id`,
      },
      closing: closingSql(contract.dataset),
    })),
    enforces: (orphan: ViolationCode) =>
      severityOf(orphan, severities) === 'error' && !isWaived(desk, orphan),
    announce: (counts) => [
      {
        tenant: desk.tenant,
        inputs: [],
        kind: 'quarantine-return',
        body: {
          publicationId,
          through: desk.head,
          datasets: Object.fromEntries(
            [...counts].map(([name, { inserted, updated, unchanged }]) => {
              const { released = 0, rejected = 0, older = 0 } = preview.datasets[name] ?? {};
              return [name, { released, inserted, updated, unchanged, rejected, older }];
            }),
          ),
          person,
          ...(reason === undefined ? {} : { reason }),
        },
      },
    ],
  };
}

/** Some row may go although it refers to nothing: then the audit cannot ask it of all. */
const isWaived = (desk: Desk, code: ViolationCode): boolean =>
  desk.operations.some(
    ({ counts, stored }) =>
      counts && stored.operation.changes.some((change) => change.kind === 'waive' && change.code === code),
  );
