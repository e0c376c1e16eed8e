import { Argument, type Command } from 'commander';
import { contracts, datasetNames } from '../../contracts/data/contracts.ts';
import type { DatasetContract, DatasetName } from '../../contracts/data/dataset.ts';
import { trailingColumns } from '../../contracts/data/dataset.ts';
import { violationCodes } from '../../contracts/data/violation-codes.ts';
import { typeText } from './type-text.ts';
import { textTable } from './text-table.ts';
import type { Terminal } from './terminal.ts';

export function contractsCommand(quayside: Command, terminal: Terminal): void {
  quayside
    .command('contracts')
    .description('The data contracts.')
    .addHelpText('after', '\nExamples:\n  quayside contracts show\n  quayside contracts show parts --json')
    .command('show')
    .description('Fields, keys and rules of the data contracts.')
    .addArgument(new Argument('[dataset]', 'only this one').choices(datasetNames))
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExamples:\n  quayside contracts show\n  quayside contracts show parts --json')
    .action((dataset: DatasetName | undefined) => {
      const shown =
        dataset === undefined ? datasetNames.map((name) => contracts[name]) : [contracts[dataset]];
      const document = {
        contracts: Object.fromEntries(shown.map((contract) => [contract.dataset, contract])),
        trailingColumns,
        codes: violationCodes,
      };
      terminal.result(document, () => shown.map(contractText).join('\n\n'));
    });
}

function contractText(contract: DatasetContract): string {
  const fields = contract.fields.map((field, index) => [
    String(index + 1),
    field.name,
    typeText(field.type),
    [field.required ? 'required' : '', field.pii ? 'personal' : ''].filter(Boolean).join(', '),
    contract.rowRules
      .filter((rule) => rule.field === field.name)
      .map(
        (rule) =>
          `${rule.code}${violationCodes[rule.code].severity === 'error' ? '' : ` (${violationCodes[rule.code].severity})`}`,
      )
      .join(', '),
  ]);
  const keys = [
    `primary key  tenant_id, ${contract.primaryKey.field} (${contract.primaryKey.duplicate}, ${contract.collision})`,
    `unique       tenant_id, ${contract.businessKey.field} (${contract.businessKey.duplicate})`,
    ...contract.foreignKeys.map(
      ({ field, references, orphan }) =>
        `refers to    ${field} → ${references.dataset}.${references.field} (${orphan})`,
    ),
  ];
  return [
    `${contract.dataset} ${contract.version} · ${contract.fields.length} fields · silver table ${contract.silverTable}, partitioned by ${contract.partitionBy.join(', ')}`,
    '',
    textTable(['#', 'field', 'type', '', 'codes'], fields),
    '',
    ...keys,
  ].join('\n');
}
