import type { QuarantinedRow, QuarantineGroup } from '../app/quarantine.ts';
import type { DeskPage } from '../app/quarantine-page.ts';
import { countText, quoted, textTable } from './text-table.ts';

export const groupsText = (groups: readonly QuarantineGroup[]): string =>
  groups.length === 0
    ? 'No such rows are in quarantine.'
    : textTable(
        ['dataset', 'severity', 'code', 'field', 'rows', 'knock-ons', 'for example'],
        groups.map(({ dataset, severity, code, field, rows, knockOns, examples }) => [
          dataset,
          severity,
          code,
          field,
          countText(rows),
          countText(knockOns),
          examples.map(({ value }) => quoted(value)).join(', '),
        ]),
      );

/** With whose it is, and whom it waits for. */
const stateText = (state: string, assignee: string | null, waitsFor: string | null): string => {
  const people = [
    ...(assignee === null ? [] : [quoted(assignee).slice(1, -1)]),
    ...(waitsFor === null ? [] : [`for ${quoted(waitsFor).slice(1, -1)}`]),
  ];
  return people.length === 0 ? state : `${state} (${people.join(', ')})`;
};

export const quarantinedText = (rows: readonly QuarantinedRow[]): string =>
  rows.length === 0
    ? 'No such rows are in quarantine.'
    : textTable(
        ['row', 'dataset', 'tenant', 'key', 'state', 'source', 'reasons'],
        rows.map(
          ({ rowId, dataset, tenant, key, state, assignee, waitsFor, sourcePath, sourceRow, reasons }) => [
            rowId,
            dataset,
            tenant,
            key === null ? '(blank)' : quoted(key).slice(1, -1),
            stateText(state, assignee, waitsFor),
            `${sourcePath ?? ''}:${sourceRow ?? ''}`,
            reasons.map(({ code, field, value }) => `${code} ${field ?? ''} ${quoted(value)}`).join('; '),
          ],
        ),
      );

export const deskRowsText = (rows: DeskPage['rows']): string =>
  rows.length === 0
    ? 'No such rows are in quarantine.'
    : textTable(
        ['row', 'key', 'state', 'changed', 'reasons'],
        rows.map(({ rowId, key, state, assignee, waitsFor, changed, reasons }) => [
          rowId,
          key === null ? '(blank)' : quoted(key).slice(1, -1),
          stateText(state, assignee, waitsFor),
          changed.join(', '),
          reasons
            .map(
              ({ code, field, value, waived }) =>
                `${code} ${field ?? ''} ${quoted(value)}${waived ? ' waived' : ''}`,
            )
            .join('; '),
        ]),
      );
