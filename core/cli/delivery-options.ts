import type { Command } from 'commander';
import type { Severity, ViolationCode } from '../../contracts/data/violation-codes.ts';
import { severityArgument, tenantArgument, timeArgument, timezoneArgument } from './arguments.ts';

/** How a delivery is read and judged, as every command that takes one in is told. */
export interface DeliveryOptions {
  readonly tenant: string;
  readonly asOf?: Date;
  readonly extractedAt?: Date;
  readonly timezone?: string;
  readonly dataSource?: string;
  readonly severity?: Partial<Record<ViolationCode, Severity>>;
}

export const withDelivery = (command: Command): Command =>
  withReading(command.requiredOption('--tenant <name>', 'whose delivery it is', tenantArgument));

/** The same but the tenant: for deliveries of many. */
export const withReading = (command: Command): Command =>
  command
    .option('--as-of <time>', 'the time that time rules are judged by (default: now)', timeArgument)
    .option(
      '--extracted-at <time>',
      'when the source was read; stands in for a missing source_timestamp column',
      timeArgument,
    )
    .option(
      '--timezone <zone>',
      "what a time without an offset means (default: the tenant's setting, else UTC)",
      timezoneArgument,
    )
    .option('--data-source <name>', 'where the rows come from; stands in for a missing data_source column')
    .option(
      '--severity <CODE=level>',
      "this tenant's severity of a code: error, warning or off (repeatable)",
      severityArgument,
    );
