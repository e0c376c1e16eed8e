import { z } from 'zod';
import { count, dataset, list } from '../journal/values.ts';
import { cause } from '../quarantine/cause.ts';
import { effect } from '../quarantine/effect.ts';
import { lostOperation, pastOperation, rowHistory } from '../quarantine/history.ts';
import { operation } from '../quarantine/operation.ts';
import { proposal } from '../quarantine/proposal.ts';
import { rowId, selection } from '../quarantine/selection.ts';
import { started } from './jobs.ts';
import { returnPreview } from './outcomes.ts';
import { page, pageRequest, values, valuesRequest } from './page.ts';
import { procedure } from './procedure.ts';
import { command, tenant } from './terms.ts';

/**
 * A steward's work on one tenant's open quarantine. Rows and reasons are as they are after all operations. `head` names that state:
 * what was done by anybody makes it grow, and `basedOn` an older one is refused as CONFLICT.
 */

const head = count;
const why = z.string().trim().min(1).max(500).optional();
const basedOn = count.optional();
const which = { tenant, dataset, selection };
const operationId = z.string().max(100);
const turn = z.strictObject({ tenant, operationId, action: z.enum(['undo', 'redo']) });

const turnEffect = effect.extend({
  operationId: z.string(),
  action: z.enum(['undo', 'redo']),
  /** Later operations that then change other rows than now: of how many rows fewer, and of how many more. */
  later: list(z.strictObject({ operationId: z.string(), lost: count, won: count })),
  /** Rows that the operation had changed and that have left quarantine since: they stay as they are. */
  left: count,
});

const choice = z.strictObject({ dataset, selection }).optional();

export const steward = {
  /**
   * Rows as they are now, under the fields' names, and before them `_rowId`, `_key`, `_state` (`free`, `open`, `rejected`), `_assignee`,
   * `_waitsFor`, `_note`, `_operations` (how many changed it), `_source`, `_sourceRow`, `_runId`, `_violations` (JSON, see `rowViolation`).
   */
  page: procedure.input(z.strictObject({ ...which, page: pageRequest })).output(page),
  values: procedure.input(z.strictObject({ ...which, of: valuesRequest })).output(values),
  /** Why rows wait, as few things to be settled, those that free the most rows first; and how much work there is by dataset. */
  causes: procedure
    .input(
      z.strictObject({
        tenant,
        dataset: dataset.optional(),
        /** Of each dataset. */
        limit: z.int().min(1).max(1000).default(100),
      }),
    )
    .output(
      z.strictObject({
        causes: list(cause),
        totals: list(
          z.strictObject({
            dataset,
            rows: count,
            free: count,
            rejected: count,
            assigned: count,
            waiting: count,
          }),
        ),
        /** What was done and cannot be read: until it can, or is undone, nothing may be applied or returned. */
        unreadable: list(lostOperation),
        head,
      }),
    ),
  /** Fixes that the data speak for, of the rows of a selection, the surest first. Nothing is applied. */
  propose: procedure
    .input(z.strictObject({ ...which, atLeast: z.number().min(0).max(1).optional() }))
    .output(z.strictObject({ proposals: list(proposal), head })),
  /** What an operation would do, exactly; nothing is changed. */
  preview: procedure
    .input(z.strictObject({ tenant, operation }))
    .output(z.strictObject({ effect, head, command })),
  /** `operationId` null: it would have changed nothing, so nothing was recorded. */
  apply: procedure
    .input(z.strictObject({ tenant, operation, reason: why, basedOn }))
    .output(z.strictObject({ operationId: operationId.nullable(), effect, head })),
  previewTurn: procedure.input(turn).output(z.strictObject({ effect: turnEffect, head })),
  /** Undo or redo of any operation, not only the last. */
  turn: procedure
    .input(turn.extend({ reason: why, basedOn }))
    .output(z.strictObject({ effect: turnEffect, head })),
  /** The last first. */
  history: procedure
    .input(z.strictObject({ tenant, dataset: dataset.optional() }))
    .output(z.strictObject({ operations: list(pastOperation), head })),
  rowHistory: procedure
    .input(z.strictObject({ tenant, dataset, rowId, field: z.string().max(100).optional() }))
    .output(rowHistory),
  /** What a return to silver would do; without a choice of all rows that nothing keeps here. */
  previewReturn: procedure
    .input(z.strictObject({ tenant, choice }))
    .output(z.strictObject({ preview: returnPreview, head, command })),
  /** Outcome: `return`. */
  returnToSilver: procedure.input(z.strictObject({ tenant, choice, reason: why, basedOn })).output(started),
};
