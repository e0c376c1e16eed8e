import type { z } from 'zod';

/**
 * A finding about the settings, as "where: expected …, found …". The schemas of contracts/settings.ts say what was expected; the issue
 * must carry its input (`reportInput`).
 */
export const explainIssue = ({ path, message, input }: z.core.$ZodIssue): string =>
  `${path.length === 0 ? 'the whole file' : path.map(String).join('.')}: expected ${message}, found ${show(input)}`;

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
