import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { type Severity, type ViolationCode, violationCodes } from '../../contracts/data/violation-codes.ts';
import { isTimezone } from '../../contracts/timezone.ts';
import { parseTenant } from '../base/tenant.ts';
import { failure } from './terminal.ts';

/** Paths are relative to where the user stands, also under `npm run`, which changes the folder. */
export const userPath = (path: string): string => resolve(process.env['INIT_CWD'] ?? process.cwd(), path);

export function tenantArgument(text: string): string {
  try {
    return parseTenant(text);
  } catch (cause) {
    throw new InvalidArgumentError(failure(cause).message);
  }
}

/** `--tenant a --tenant b` and `--tenant a b`. */
export function tenantsArgument(text: string, before: readonly string[] | undefined): string[] {
  const tenant = tenantArgument(text);
  if (before?.includes(tenant)) throw new InvalidArgumentError(`${tenant} is named twice.`);
  return [...(before ?? []), tenant];
}

/** ISO 8601 date or time; without an offset UTC. */
export function timeArgument(text: string): Date {
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?(Z|[+-]\d{2}:?\d{2})?$/i.exec(
      text.trim(),
    );
  if (match !== null) {
    const [, day = '', time = '00:00', offset = 'Z'] = match;
    const date = new Date(
      `${day}T${time.replace(/(\.\d{3})\d+$/, '$1')}${offset.toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')}`,
    );
    const whole = new Date(`${day}T00:00:00Z`);
    if (
      !Number.isNaN(date.getTime()) &&
      !Number.isNaN(whole.getTime()) &&
      whole.toISOString().startsWith(day)
    )
      return date;
  }
  throw new InvalidArgumentError(
    'Expected an ISO 8601 time such as 2026-11-24T02:00:00Z or a date (midnight UTC).',
  );
}

export function timezoneArgument(text: string): string {
  if (isTimezone(text)) return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  throw new InvalidArgumentError('Expected an IANA time zone such as Europe/Berlin or UTC.');
}

export function countArgument(text: string): number {
  const digits = text.replaceAll('_', '').replaceAll(',', '');
  const value = Number(digits);
  if (/^\d+$/.test(digits) && value <= 1_000_000_000) return value;
  throw new InvalidArgumentError('Expected a whole number of rows from 0 to 1,000,000,000.');
}

export function seedArgument(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError(`Expected a whole number from 0 to ${Number.MAX_SAFE_INTEGER}.`);
}

/** A share: `0.06` or `6%`. */
export function rateArgument(text: string): number {
  const match = /^(\d+(?:\.\d*)?|\.\d+)\s*(%?)$/.exec(text.trim());
  const value = match === null ? Number.NaN : Number(match[1]) / (match[2] === '%' ? 100 : 1);
  if (value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('Expected a share from 0 to 1, or a percentage such as 6%.');
}

export function severityArgument(
  text: string,
  before: Partial<Record<ViolationCode, Severity>> | undefined,
): Partial<Record<ViolationCode, Severity>> {
  const [name = '', level = '', ...beyond] = text.split('=');
  const code = name.trim().toUpperCase();
  if (!isViolationCode(code))
    throw new InvalidArgumentError(
      `${code} is not a violation code; \`quayside contracts show\` lists them.`,
    );
  if ('locked' in violationCodes[code]) {
    throw new InvalidArgumentError(
      `${code} stays an error: keys, tenant and types cannot be lowered or switched off.`,
    );
  }
  if (!isSeverity(level) || beyond.length > 0)
    throw new InvalidArgumentError('Expected CODE=error, CODE=warning or CODE=off.');
  return { ...before, [code]: level };
}

const isViolationCode = (text: string): text is ViolationCode => Object.hasOwn(violationCodes, text);
const isSeverity = (text: string): text is Severity => ['error', 'warning', 'off'].includes(text);

/** An id of a snapshot: 64 bit, so no number of JavaScript. */
export function snapshotArgument(text: string): bigint {
  if (/^\d{1,19}$/.test(text)) return BigInt(text);
  throw new InvalidArgumentError(
    'Expected the id of a snapshot, digits only; `quayside tables snapshots NAME` lists them.',
  );
}

export function daysArgument(text: string): number {
  const value = Number(text);
  if (/^\d+(?:\.\d+)?$/.test(text) && value <= 36_500) return value;
  throw new InvalidArgumentError('Expected a number of days from 0 to 36,500.');
}

export function keepArgument(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 1_000_000) return value;
  throw new InvalidArgumentError('Expected a whole number of snapshots from 1 to 1,000,000.');
}

export function jobsArgument(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 256) return value;
  throw new InvalidArgumentError('Expected a whole number of runs at once, from 1 to 256.');
}

export function priorityArgument(text: string): number {
  const value = Number(text);
  if (/^-?\d+$/.test(text) && Math.abs(value) <= 100) return value;
  throw new InvalidArgumentError('Expected a whole number from -100 to 100; higher goes first.');
}

const byteUnits: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KIB: 1024,
  MIB: 1024 ** 2,
  GIB: 1024 ** 3,
  TIB: 1024 ** 4,
};

/** A size such as `512MiB`. */
export function bytesArgument(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const factor = byteUnits[unit.toUpperCase()];
  if (number !== undefined && factor !== undefined) return Math.floor(Number(number) * factor);
  throw new InvalidArgumentError('Expected a size such as 512MiB, 2GiB or a number of bytes.');
}
