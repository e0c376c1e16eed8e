import type { ContractView } from '../../contracts/api/settings.ts';
import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetContract, LogicalType, RowRule } from '../../contracts/data/dataset.ts';
import { type ViolationCode, violationCodes } from '../../contracts/data/violation-codes.ts';

/** Both data contracts, for a person to read. */
export const contractViews = (): readonly ContractView[] => Object.values(contracts).map(viewOf);

/** Every code with what it means unless a tenant's settings say otherwise. */
export const codeViews = (): readonly {
  readonly code: ViolationCode;
  readonly severity: 'error' | 'warning' | 'off';
  readonly locked: boolean;
}[] => Object.keys(violationCodes).filter(isCode).map(factsOf);

const isCode = (text: string): text is ViolationCode => Object.hasOwn(violationCodes, text);

const factsOf = (code: ViolationCode) => {
  const facts = violationCodes[code];
  return { code, severity: facts.severity, locked: 'locked' in facts };
};

const viewOf = (contract: DatasetContract): ContractView => ({
  dataset: contract.dataset,
  version: contract.version,
  silverTable: contract.silverTable,
  quarantineTable: contract.quarantineTable,
  primaryKey: contract.primaryKey.field,
  businessKey: contract.businessKey.field,
  foreignKeys: contract.foreignKeys.map(({ field, references }) => ({
    field,
    dataset: references.dataset,
    references: references.field,
  })),
  fields: contract.fields.map(({ name, type, required, pii, doc, generatedAs }) => ({
    name,
    type: typeText(type),
    required,
    personal: pii,
    doc,
    generatedAs,
  })),
  rules: [...contract.rowRules.map(ruleOf), ...keyRules(contract)],
});

function ruleOf({ kind, code, field, ...parameters }: RowRule): ContractView['rules'][number] {
  return { ...factsOf(code), kind, field, parameters: Object.fromEntries(Object.entries(parameters)) };
}

const keyRules = ({
  primaryKey,
  businessKey,
  collision,
  foreignKeys,
}: DatasetContract): ContractView['rules'] => [
  { ...factsOf(primaryKey.duplicate), kind: 'unique', field: primaryKey.field, parameters: {} },
  { ...factsOf(businessKey.duplicate), kind: 'unique', field: businessKey.field, parameters: {} },
  { ...factsOf(collision), kind: 'collision', field: primaryKey.field, parameters: {} },
  ...foreignKeys.map(({ field, orphan, references }) => ({
    ...factsOf(orphan),
    kind: 'reference',
    field,
    parameters: { dataset: references.dataset, references: references.field },
  })),
];

function typeText(type: LogicalType): string {
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'strings':
      return 'list of strings';
    case 'string':
    case 'int':
    case 'date':
    case 'timestamp':
    case 'geo':
    case 'map':
      return type.kind;
    default:
      return type satisfies never;
  }
}
