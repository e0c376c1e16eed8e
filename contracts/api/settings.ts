import { z } from 'zod';
import { json } from '../json.ts';
import { count, list } from '../journal/values.ts';
import { settings as settingsFile } from '../settings.ts';
import { nothing, procedure } from './procedure.ts';
import { severity, tenant, violationCode } from './terms.ts';

/** What holds for a tenant, with the defaults. */
const tenantSettings = z.strictObject({
  tenant,
  /** The file says something of it. */
  isSet: z.boolean(),
  severities: z.partialRecord(violationCode, severity),
  staleAfterDays: z.int(),
  timezone: z.string(),
  fullDelivery: z.strictObject({ removes: z.boolean(), maxShare: z.number() }),
  codeLists: z.strictObject({ certifications: list(z.string()), complianceFlags: list(z.string()) }),
});
export type TenantSettings = z.infer<typeof tenantSettings>;

const read = z.strictObject({
  settings: settingsFile,
  /** Of the file that was read; null where there is none. */
  version: z.string().nullable(),
  tenants: list(tenantSettings),
});

const contract = z.strictObject({
  dataset: z.enum(['suppliers', 'parts']),
  version: z.string(),
  silverTable: z.string(),
  quarantineTable: z.string(),
  primaryKey: z.string(),
  businessKey: z.string(),
  foreignKeys: list(z.strictObject({ field: z.string(), dataset: z.string(), references: z.string() })),
  fields: list(
    z.strictObject({
      name: z.string(),
      type: z.string(),
      required: z.boolean(),
      personal: z.boolean(),
      doc: z.string(),
      generatedAs: z.string(),
    }),
  ),
  rules: list(
    z.strictObject({
      code: violationCode,
      kind: z.string(),
      field: z.string(),
      severity,
      locked: z.boolean(),
      /** What the rule's sentence is rendered from. */
      parameters: z.record(z.string(), json),
    }),
  ),
});
export type ContractView = z.infer<typeof contract>;

const about = z.strictObject({
  version: z.string(),
  node: z.string(),
  duckdb: z.string(),
  platform: z.string(),
  limits: z.strictObject({ memory: count, threads: count, jobs: count }),
  scratch: z.string(),
  workspace: z.string(),
  licence: z.string(),
  /** A text for a report: versions, limits, checks, the last faults by code. No values of rows, no secrets. */
  diagnostics: z.string(),
});

export const settings = {
  read: procedure.input(nothing).output(read),
  /**
   * Sets values by their paths in the file (null: unset) and records the change. Refused as CONFLICT where the file is not of `version`
   * any more, as SETTINGS_INVALID where the result would not be valid.
   */
  change: procedure
    .input(
      z.strictObject({
        version: z.string().nullable(),
        changes: z
          .array(
            z.strictObject({
              path: z.array(z.string().min(1).max(200)).min(1).max(6).readonly(),
              value: json,
            }),
          )
          .min(1)
          .max(500)
          .readonly(),
      }),
    )
    .output(read),
  contracts: procedure.input(nothing).output(z.strictObject({ contracts: list(contract) })),
  /** Every violation code with its severity, for a form. */
  codes: procedure
    .input(nothing)
    .output(
      z.strictObject({ codes: list(z.strictObject({ code: violationCode, severity, locked: z.boolean() })) }),
    ),
  about: procedure.input(nothing).output(about),
};
