import { type Severity, type ViolationCode, violationCodes } from '../../contracts/data/violation-codes.ts';
import { QuaysideError } from '../base/errors.ts';

export type Severities = Readonly<Partial<Record<ViolationCode, Severity>>>;

/** The severity of a code for a tenant: its own setting, else the contract's. */
export const severityOf = (code: ViolationCode, severities: Severities): Severity =>
  severities[code] ?? violationCodes[code].severity;

/** Throws USAGE where a setting names an unknown code or moves one that stays an error for everybody. */
export function checkSeverities(severities: Readonly<Record<string, Severity | undefined>>): void {
  for (const [code, severity] of Object.entries(severities)) {
    if (severity === undefined) continue;
    if (!isCode(code)) {
      throw new QuaysideError(
        'USAGE',
        `${JSON.stringify(code)} is no violation code; its severity cannot be set.`,
        {
          parameters: { code },
        },
      );
    }
    if ('locked' in violationCodes[code] && severity !== violationCodes[code].severity) {
      throw new QuaysideError(
        'USAGE',
        `${code} is always an error (keys, tenant and types are); remove its setting ${JSON.stringify(severity)}.`,
        { parameters: { code, severity } },
      );
    }
  }
}

const isCode = (code: string): code is ViolationCode => Object.hasOwn(violationCodes, code);
