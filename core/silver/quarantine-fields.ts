import { type DatasetContract, trailingColumns } from '../../contracts/data/dataset.ts';
import type { IcebergType, NestedField, Schema } from '../iceberg/schema/types.ts';

/** Id of the column that names whose quarantine a row is in: the run's tenant, whatever the row itself says. */
export const quarantineTenantId = 201;

const column = (id: number, name: string, type: IcebergType, doc: string, required = false): NestedField => ({
  id,
  name,
  required,
  type,
  doc,
});

const [extras] = trailingColumns;

const violations: IcebergType = {
  type: 'list',
  'element-id': 205,
  'element-required': false,
  element: {
    type: 'struct',
    fields: [
      column(206, 'code', 'string', 'What is wrong'),
      column(207, 'severity', 'string', 'error or warning'),
      column(208, 'field', 'string', 'Where it is marked'),
      column(209, 'raw_value', 'string', 'The text as it came'),
      column(210, 'expected', 'string', 'Parameters of what was expected, as JSON'),
      column(211, 'caused_by', 'string', 'row_id of the row in quarantine that causes it'),
    ],
  },
};

/**
 * The columns of a quarantine table. Ids are for ever: the texts of the contract's fields have the fields' own ids and are named
 * `raw__<field>`, as in the typed relation; what quarantine adds has ids from 201.
 */
export const quarantineFields = ({ fields }: DatasetContract): Schema['fields'] => [
  column(quarantineTenantId, 'tenant_id', 'string', 'Whose delivery it came in', true),
  column(202, 'row_id', 'string', 'md5 of batch, file digest and row: the same row delivered again', true),
  column(203, 'row_key', 'string', 'The primary key, NULL where it is blank'),
  ...fields.map(({ id, name }) => column(id, `raw__${name}`, 'string', `${name} as it came`)),
  column(
    extras.id,
    extras.name,
    {
      type: 'map',
      'key-id': extras.type.keyId,
      key: 'string',
      'value-id': extras.type.valueId,
      value: 'string',
      'value-required': false,
    },
    'Columns that map to nothing',
  ),
  column(204, 'violations', violations, 'In the order of the rules'),
  column(212, 'caused_by', 'string', 'row_id of the row that keeps this one here, where it is a knock-on'),
  column(213, 'source_path', 'string', 'The file it came in'),
  column(214, 'source_digest', 'string', 'SHA-256 of that file'),
  column(215, 'source_row', 'long', 'Data row in that file, from 1'),
  column(216, 'batch_id', 'string', 'The batch it came in'),
  column(217, 'run_id', 'string', 'The run that judged it last'),
  column(
    218,
    'state',
    'string',
    'open, assigned, waiting; closed: released, rejected, fixed_by_source',
    true,
  ),
  column(219, 'opened_at', 'timestamptz', 'Since when its key is in quarantine', true),
  column(220, 'closed_at', 'timestamptz', 'NULL while it is not closed'),
  column(221, 'closed_by', 'string', 'The run that closed it'),
  column(222, 'replaces', 'string', 'row_id of the earlier row of the key whose place it took'),
  column(
    223,
    'source_timestamp',
    'timestamptz',
    'When the source says it changed; NULL where that is in doubt',
  ),
];
