import { GridMemory, readPage, readValues } from '../grid-page.ts';
import { applyOperation } from '../quarantine-apply.ts';
import { causesOf } from '../quarantine-causes.ts';
import { operationHistory, rowHistory } from '../quarantine-history.ts';
import { deskSource } from '../quarantine-grid.ts';
import { previewOperation } from '../quarantine-preview.ts';
import { proposalsFor } from '../quarantine-propose.ts';
import { previewReturn, returnToSilver } from '../quarantine-return.ts';
import { previewTurn, turnOperation } from '../quarantine-undo.ts';
import { commandLine } from './command-line.ts';
import { procedures } from './context.ts';
import type { Engine } from './engine.ts';

const { steward } = procedures;

/** What a steward does on one tenant's desk. Whoever asks sees values: they are at the workspace itself. */
export function stewardApi({ desks, jobs, workspace }: Engine) {
  const memory = new GridMemory();
  const workOf = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal });
  const command = (words: readonly string[], options: Parameters<typeof commandLine>[1]) =>
    commandLine(['quarantine', ...words], { workspace, ...options });
  return {
    page: steward.page.handler(({ input: { tenant, page, ...which }, signal }) =>
      desks.ask(tenant, workOf(signal), (desk) =>
        readPage(desk.duck, deskSource(desk, which), page, memory, signal),
      ),
    ),
    values: steward.values.handler(({ input: { tenant, of, ...which }, signal }) =>
      desks.ask(tenant, workOf(signal), (desk) => readValues(desk.duck, deskSource(desk, which), of, signal)),
    ),
    causes: steward.causes.handler(({ input: { tenant, ...asked }, signal }) =>
      desks.ask(tenant, workOf(signal), (desk) =>
        causesOf(desk, { ...asked, showPersonalData: true }, workOf(signal)),
      ),
    ),
    propose: steward.propose.handler(({ input: { tenant, ...asked }, signal }) =>
      desks.ask(tenant, workOf(signal), async (desk) => ({
        proposals: await proposalsFor(desk, asked, workOf(signal)),
        head: desk.head,
      })),
    ),
    preview: steward.preview.handler(({ input: { tenant, operation }, signal }) =>
      desks.ask(tenant, workOf(signal), async (desk) => ({
        effect: await previewOperation(desk, operation, workOf(signal)),
        head: desk.head,
        command: command(['apply'], { tenant, operation: JSON.stringify(operation) }),
      })),
    ),
    apply: steward.apply.handler(({ input: { tenant, operation, ...by }, signal }) =>
      desks.ask(tenant, workOf(signal), (desk) => applyOperation(desk, operation, by, workOf(signal))),
    ),
    previewTurn: steward.previewTurn.handler(({ input: { tenant, action, operationId }, signal }) =>
      desks.ask(tenant, workOf(signal), async (desk) => ({
        effect: await previewTurn(desk, action, operationId, workOf(signal)),
        head: desk.head,
      })),
    ),
    turn: steward.turn.handler(({ input: { tenant, action, operationId, ...by }, signal }) =>
      desks.ask(tenant, workOf(signal), (desk) =>
        turnOperation(desk, action, operationId, by, workOf(signal)),
      ),
    ),
    history: steward.history.handler(({ input: { tenant, dataset }, signal }) =>
      desks.ask(tenant, workOf(signal), async (desk) => ({
        operations: await operationHistory(desk, { dataset, showPersonalData: true }, workOf(signal)),
        head: desk.head,
      })),
    ),
    rowHistory: steward.rowHistory.handler(({ input: { tenant, ...asked }, signal }) =>
      desks.ask(tenant, workOf(signal), (desk) =>
        rowHistory(desk, { ...asked, showPersonalData: true }, workOf(signal)),
      ),
    ),
    previewReturn: steward.previewReturn.handler(({ input: { tenant, choice }, signal }) =>
      desks.ask(tenant, workOf(signal), async (desk) => ({
        preview: await previewReturn(desk, choice, workOf(signal)),
        head: desk.head,
        command: command(['return'], { tenant }),
      })),
    ),
    returnToSilver: steward.returnToSilver.handler(({ input: { tenant, choice, ...by } }) =>
      jobs.start('return', { subject: tenant, tenant }, (work) =>
        desks.ask(tenant, work, async (desk) => {
          const { counts: written, ...result } = await returnToSilver(desk, choice, by, work);
          const datasets = Object.entries(written).map(
            ([name, { inserted, updated, unchanged }]) => [name, { inserted, updated, unchanged }] as const,
          );
          return { ...result, counts: Object.fromEntries(datasets) };
        }),
      ),
    ),
  };
}
