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

export const quarantinedText = (rows: readonly QuarantinedRow[]): string =>
  rows.length === 0
    ? 'No such rows are in quarantine.'
    : textTable(
        ['row', 'dataset', 'tenant', 'key', 'state', 'source', 'reasons'],
        rows.map(({ rowId, dataset, tenant, key, state, sourcePath, sourceRow, reasons }) => [
          rowId,
          dataset,
          tenant,
          key === null ? '(blank)' : quoted(key).slice(1, -1),
          state,
          `${sourcePath ?? ''}:${sourceRow ?? ''}`,
          reasons.map(({ code, field, value }) => `${code} ${field ?? ''} ${quoted(value)}`).join('; '),
        ]),
      );

export const deskRowsText = (rows: DeskPage['rows']): string =>
  rows.length === 0
    ? 'No such rows are in quarantine.'
    : textTable(
        ['row', 'key', 'state', 'changed', 'reasons'],
        rows.map(({ rowId, key, state, assignee, changed, reasons }) => [
          rowId,
          key === null ? '(blank)' : quoted(key).slice(1, -1),
          assignee === null ? state : `${state} (${quoted(assignee).slice(1, -1)})`,
          changed.join(', '),
          reasons
            .map(
              ({ code, field, value, waived }) =>
                `${code} ${field ?? ''} ${quoted(value)}${waived ? ' waived' : ''}`,
            )
            .join('; '),
        ]),
      );
