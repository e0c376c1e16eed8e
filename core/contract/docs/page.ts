import type { DatasetContract, Field, LogicalType, RowRule } from '../../../contracts/data/dataset.ts';
import { violationCodes } from '../../../contracts/data/violation-codes.ts';

/** The Markdown page of a contract: fields, keys, rules. Nothing in it comes from anywhere but the contract. */
export function contractPage(contract: DatasetContract): string {
  const { dataset, version, fields, primaryKey, businessKey, foreignKeys, rowRules } = contract;
  const required = fields.filter((field) => field.required).length;
  const lines = [
    `# ${dataset} ${version}`,
    '',
    '<!-- Written by `npm run docs:contracts` from contracts/data; do not edit. -->',
    '',
    `${fields.length} fields, ${required} of them required. Silver table \`${contract.silverTable}\`, quarantine \`${contract.quarantineTable}\`, partitioned by ${contract.partitionBy.join(', ')}. Reads rows of version ${contract.reads.join(', ')}.`,
    '',
    '## Fields',
    '',
    'Required: null or blank is an error. PII: masked in logs, traces and exports unless asked for.',
    '',
    table(['#', 'field', 'type', 'required', 'PII', 'what it is', 'generated as'], fields.map(fieldRow)),
    '',
    '## Keys',
    '',
    table(
      ['key', 'field', 'violation', 'severity'],
      [
        ['primary, in the tenant', primaryKey.field, primaryKey.duplicate],
        [
          `unique in the tenant, looks like \`${businessKey.pattern}\``,
          businessKey.field,
          businessKey.duplicate,
        ],
        ['in silver from another data_source', primaryKey.field, contract.collision],
        ...foreignKeys.map(({ field, references, orphan }) => [
          `refers to ${references.dataset}.${references.field} of the tenant`,
          field,
          orphan,
        ]),
      ].map((row) => [...row, severityOf(row[2])]),
    ),
    '',
    '## Rules within the row',
    '',
    'In the order in which the violations of a row are listed. A rule is silent where an input is null or has already failed. A locked',
    'severity cannot be changed for a tenant.',
    '',
    table(['field', 'code', 'severity', 'broken where'], rowRules.map(ruleRow)),
    '',
  ];
  return lines.join('\n');
}

const fieldRow = (field: Field): readonly string[] => [
  String(field.id),
  `\`${field.name}\``,
  typeName(field.type),
  field.required ? 'yes' : '',
  field.pii ? 'yes' : '',
  `${field.doc}${fromDelivery(field)}`,
  field.generatedAs,
];

const ruleRow = (rule: RowRule): readonly string[] => [
  `\`${rule.field}\``,
  rule.code,
  severityOf(rule.code),
  sentenceOf(rule),
];

function fromDelivery({ fromDelivery: from }: Field): string {
  if (from === undefined) return '';
  return from === 'run' ? ' Never read from a file.' : ' May come from the delivery.';
}

function severityOf(code: string | undefined): string {
  const facts = Object.entries(violationCodes).find(([name]) => name === code)?.[1];
  if (facts === undefined) throw new TypeError(`${code} is no violation code`);
  return 'locked' in facts ? `${facts.severity}, locked` : facts.severity;
}

function typeName(type: LogicalType): string {
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'strings':
      return 'array<string>';
    case 'geo':
      return 'struct<lat: double, lon: double>';
    case 'map':
      return 'map<string,string>';
    case 'string':
    case 'int':
    case 'date':
    case 'timestamp':
      return type.kind;
  }
}

function sentenceOf(rule: RowRule): string {
  switch (rule.kind) {
    case 'required':
      return 'null or blank';
    case 'readable':
      return 'filled, but not readable as its type';
    case 'tenant':
      return "not the run's tenant";
    case 'code':
      return `not in the code list ${rule.list}`;
    case 'deprecated-code':
      return `of an older edition of the code list ${rule.list}, or withdrawn in the last 5 years`;
    case 'known-elements':
      return `an element is not in the code list ${rule.list}`;
    case 'range':
      return rule.max === undefined ? `below ${rule.min}` : `outside ${rule.min}–${rule.max}`;
    case 'precision':
      return 'digits beyond the scale were rounded';
    case 'geo':
      return 'outside −90…90, −180…180, one axis alone, or 0,0';
    case 'not-after':
      return `more than ${rule.seconds} s after the as-of time`;
    case 'not-older':
      return `more than ${rule.days} days before the as-of time`;
    case 'mailbox':
      return 'not a mailbox of RFC 5322';
    case 'phone':
      return 'not E.164 after normalisation';
    case 'any-of':
      return `all of ${rule.fields.join(', ')} are blank`;
    case 'region':
      return `not the region of ${rule.country}`;
    case 'postal':
      return `not the postal format of ${rule.country}`;
    case 'in-country':
      return `outside the outline of ${rule.country} grown by 50 km`;
    case 'tier':
      return `not the tier of ${rule.score}: below ${rule.low} LOW, below ${rule.medium} MEDIUM, else HIGH`;
    case 'not-below':
      return `below ${rule.other}`;
    case 'contains':
      return `does not contain ${rule.element}`;
    case 'version':
      return 'a version that the contract does not read';
  }
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
