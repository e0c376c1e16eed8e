import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Host } from '../app/host.ts';
import {
  countArgument,
  rateArgument,
  seedArgument,
  tenantsArgument,
  timeArgument,
  userPath,
} from './arguments.ts';
import type { Terminal } from './terminal.ts';

interface Options {
  readonly tenant: readonly string[];
  readonly suppliers: number;
  readonly parts: number;
  readonly seed: number;
  readonly dirty: number;
  readonly kind?: Readonly<Record<string, number>>;
  readonly format: 'csv' | 'parquet';
  readonly out: string;
  readonly asOf?: Date;
}

export function generateCommand(quayside: Command, terminal: Terminal, host: () => Host): void {
  quayside
    .command('generate')
    .description(
      'Write realistic suppliers and parts with known dirt, and the ground truth beside them. The same options give the same bytes.',
    )
    .addOption(
      new Option('--tenant <name...>', 'tenant; with several each gets its own folder')
        .argParser(tenantsArgument)
        .makeOptionMandatory(),
    )
    .option('--suppliers <n>', 'rows of suppliers', countArgument, 10_000)
    .option('--parts <n>', 'rows of parts', countArgument, 10_000)
    .option('--seed <s>', 'what the rows are drawn from', seedArgument, 1)
    .option('--dirty <rate>', 'share of dirty rows, spread evenly over the kinds', rateArgument, 0.06)
    .option(
      '--kind <kind=rate...>',
      "one kind's own share of the rows, e.g. bogus_country=2% (repeatable)",
      kindArgument,
    )
    .addOption(
      new Option('--format <format>', 'of the files; all columns are text in both')
        .choices(['csv', 'parquet'])
        .default('csv'),
    )
    .requiredOption('--out <dir>', 'folder to write to, created if missing')
    .option('--as-of <time>', 'the logical time that dates are drawn from (default: now)', timeArgument)
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', examples)
    .action(async ({ tenant, asOf, dirty, kind, out, ...sizes }: Options) => {
      const [{ runGenerate }, { generateText }, { parseKindRates }] = await Promise.all([
        import('../app/generate.ts'),
        import('./generate-text.ts'),
        import('../generate/kinds.ts'),
      ]);
      const here = host();
      const request = {
        ...sizes,
        tenants: tenant,
        dirtyRate: dirty,
        kindRates: parseKindRates(kind ?? {}),
        out: userPath(out),
        logicalTime: asOf ?? here.now(),
      };
      const result = await runGenerate(here, request, terminal.work);
      terminal.result(result, () => generateText(result, request));
    });
}

function kindArgument(
  text: string,
  before: Readonly<Record<string, number>> | undefined,
): Record<string, number> {
  const [kind = '', rate] = text.split('=', 2);
  if (rate === undefined) throw new InvalidArgumentError('Expected KIND=RATE, such as bogus_country=2%.');
  return { ...before, [kind.trim()]: rateArgument(rate) };
}

const examples = `
Kinds of dirt, suppliers: out_of_range_rate, missing_contact, bogus_country, future_timestamp, duplicate_id, malformed_email,
  negative_lead_time, type_noise, whitespace_case, tenant_leak
parts: orphan_supplier, negative_cost, wrong_uom, future_timestamp, duplicate_id, missing_description, malformed_supplier_list,
  type_noise, whitespace_case, tenant_leak

Examples:
  quayside generate --tenant acme --out ./acme
  quayside generate --tenant acme globex --suppliers 500 --parts 2000 --seed 7 --format parquet --out ./demo
  quayside generate --tenant acme --dirty 0 --kind bogus_country=5% --as-of 2026-11-24T02:00:00Z --out ./acme`;
