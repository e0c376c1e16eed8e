import { z } from 'zod';
import { contracts } from '../../../contracts/data/contracts.ts';
import { QuaysideError } from '../../base/errors.ts';
import { icebergSchema } from '../../contract/derived/iceberg-schema.ts';
import type { Duck } from '../../duck/duck.ts';
import { tableText } from '../../iceberg/table.ts';
import { planEvolution } from '../../silver/evolve.ts';
import { quarantineFields } from '../../silver/quarantine-fields.ts';
import { sql } from '../../sql/sql.ts';
import { type Finding, needsYou } from './finding.ts';
import type { Opened, OpenedPatient } from './patient.ts';
import { formatOf } from './read-format.ts';

/** What the tests ran on. */
export const tested = { node: 24, duckDb: '1.5' } as const;

const version = z.object({ version: z.string() });

/** Whether the program itself stands on what it was tested with. */
export async function lookAtProgram(duck: Duck): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const node = Number(process.versions.node.split('.')[0]);
  if (node < tested.node) {
    findings.push(
      needsYou('NODE_OLD', 'Node', {
        found: process.versions.node,
        expected: `${tested.node} or newer`,
        remedy: '`npm ci` brings one along; start Quayside with `npm run -s quayside`',
      }),
    );
  }
  const { version: found } = await duck.row(sql`SELECT version() AS version`, version);
  if (!found.replace(/^v/, '').startsWith(`${tested.duckDb}.`)) {
    findings.push(
      needsYou('DUCKDB_OTHER', 'DuckDB', {
        found,
        expected: `${tested.duckDb}`,
        remedy: '`npm ci` installs the one that Quayside was tested with',
      }),
    );
  }
  return findings;
}

/** Whether the tables follow a format and a contract that this program knows. */
export async function lookAtTableVersions({ opened }: OpenedPatient): Promise<readonly Finding[]> {
  const formats: Finding[] = [];
  for (const { table, metadataLocation } of opened.unread) {
    const format = await formatOf(opened.files, metadataLocation);
    if (format === undefined || format === 2) continue;
    formats.push(
      needsYou('TABLE_FORMAT', table, {
        found: `Iceberg format version ${format}`,
        expected: 'version 2',
        remedy:
          'another program upgraded the table: go on with that one, or bring the rows into a table of version 2 with it',
      }),
    );
  }
  return [...formats, ...contractFindings(opened)];
}

function contractFindings({ tables }: Opened): readonly Finding[] {
  return Object.values(contracts).flatMap((contract) =>
    [
      { name: contract.silverTable, fields: icebergSchema(contract).fields },
      { name: contract.quarantineTable, fields: quarantineFields(contract) },
    ].flatMap(({ name, fields }) => {
      const table = tables.find((one) => tableText(one.name) === name);
      if (table === undefined) return [];
      try {
        // What an older one lacks is added by the next run.
        planEvolution(table, fields, contract);
        return [];
      } catch (cause) {
        if (!(cause instanceof QuaysideError)) throw cause;
        const tooNew = cause.code === 'WORKSPACE_TOO_NEW';
        return [
          needsYou(tooNew ? 'CONTRACT_TOO_NEW' : 'CONTRACT_MISFIT', name, {
            found: cause.message,
            expected: `columns that fit the contract ${contract.dataset} ${contract.version}`,
            remedy: tooNew
              ? 'use the newer Quayside that wrote it'
              : 'put the columns right with the program that changed them',
          }),
        ];
      }
    }),
  );
}
