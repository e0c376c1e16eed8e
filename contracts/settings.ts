import { z } from 'zod';
import { type Severity, type ViolationCode, violationCodes } from './data/violation-codes.ts';
import { isTimezone } from './timezone.ts';

/**
 * A workspace's `settings.json`. Unknown keys are kept: a newer or older Quayside may know them. Each schema's error text says what
 * was expected; whoever reads the file adds where and what was found.
 */

const severities = z.enum(['error', 'warning', 'off'], 'one of "error", "warning", "off"');

const isLocked = (code: ViolationCode): boolean => 'locked' in violationCodes[code];

const isViolationCode = (text: string): text is ViolationCode => Object.hasOwn(violationCodes, text);

/** Keys, the tenant and types stay errors. */
const severityOfCode = z
  .record(z.string(), severities, 'an object of violation codes')
  .superRefine((entries, context) => {
    for (const [code, severity] of Object.entries(entries)) {
      if (!isViolationCode(code)) {
        context.addIssue({
          code: 'custom',
          path: [code],
          message: 'a violation code of the data contracts',
          input: code,
        });
      } else if (isLocked(code) && severity !== 'error') {
        context.addIssue({
          code: 'custom',
          path: [code],
          message: '"error": this code cannot be changed',
          input: severity,
        });
      }
    }
  })
  .transform((entries): Readonly<Partial<Record<ViolationCode, Severity>>> => entries);

const zoneText = 'an IANA time zone such as "Europe/Berlin"';
const codeText = 'a code of letters and digits such as "NADCAP"';
const codes = z.array(
  z.string(codeText).regex(/^[A-Za-z0-9][A-Za-z0-9 _./+-]{0,63}$/, codeText),
  'a list of codes',
);

const tenantSettings = z.looseObject(
  {
    /** What a violation of a code means; missing: as the contract says. */
    severities: severityOfCode.optional(),
    /** A delivery extracted longer ago is said to be stale. Missing: 90 days. */
    staleAfterDays: z
      .int('a whole number of days from 1 to 36500')
      .min(1, 'a whole number of days from 1 to 36500')
      .max(36500, 'a whole number of days from 1 to 36500')
      .optional(),
    /** The zone of timestamps without an offset. Missing: UTC. */
    timezone: z.string(zoneText).refine(isTimezone, zoneText).optional(),
    fullDelivery: z
      .looseObject(
        {
          /** Keys that a full delivery no longer has are removed, not only listed. Missing: false. */
          removes: z.boolean('true or false').optional(),
          /** Above this share of the tenant's rows nothing is removed. Missing: 0.05. */
          maxShare: z
            .number('a share from 0 to 1')
            .min(0, 'a share from 0 to 1')
            .max(1, 'a share from 0 to 1')
            .optional(),
        },
        'an object',
      )
      .optional(),
    /** Codes beyond the code lists that this tenant uses. */
    codeLists: z
      .looseObject({ certifications: codes.optional(), complianceFlags: codes.optional() }, 'an object')
      .optional(),
  },
  'an object of settings',
);

const wholeNumber = (from: number, to: number) => {
  const text = `a whole number from ${from} to ${to}`;
  return z.int(text).min(from, text).max(to, text);
};
const between = (from: number, to: number) => {
  const text = `a number from ${from} to ${to}`;
  return z.number(text).min(from, text).max(to, text);
};

/** What is done with a table after a run, when it is due. What a table does not say the workspace says, else the default. */
const tableUpkeep = {
  /** Small files are put together, deleted rows left out. Missing: true. */
  compact: z.boolean('true or false').optional(),
  /** Old snapshots are forgotten. Missing: true. */
  expire: z.boolean('true or false').optional(),
  /** Small files in a partition, or delete files of one file, from which on they are too many. Missing: 16. */
  smallFiles: wholeNumber(2, 100_000).optional(),
  /** Share of deleted rows from which on a file is written anew. Missing: 0.25. */
  deleteRatio: between(0.01, 1).optional(),
  /** The newest so many snapshots stay however old they are. Missing: 10. */
  keepSnapshots: wholeNumber(1, 100_000).optional(),
  /** Every moment since so many days can be looked at and gone back to. Missing: 30. At least an hour is kept for who is reading. */
  maxSnapshotAgeDays: between(0, 36_500).optional(),
};

const upkeep = z.looseObject(
  {
    ...tableUpkeep,
    /** By table, such as "supply_chain.dim_parts_v1". */
    tables: z
      .record(z.string(), z.looseObject(tableUpkeep, 'an object of settings'), 'an object of tables')
      .optional(),
  },
  'an object of settings',
);

const tenantText = 'tenant names of letters, digits, "_", "-" and single "."';
const tenantName = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.)){0,62}$/, tenantText);

const personText = 'a name of up to 200 characters';

export const settings = z.looseObject(
  {
    version: z.literal(1, '1 (this Quayside reads version 1)').optional(),
    /** Who works on quarantine here, as the journal names them. Missing: the account that runs Quayside. */
    person: z.string(personText).trim().min(1, personText).max(200, personText).optional(),
    tenants: z.record(tenantName, tenantSettings, tenantText).optional(),
    /** What is done with the tables after a run. */
    upkeep: upkeep.optional(),
  },
  'an object',
);

export type Settings = z.infer<typeof settings>;
