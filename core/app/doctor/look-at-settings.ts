import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { settings } from '../../../contracts/settings.ts';
import { QuaysideError } from '../../base/errors.ts';
import { readSettings } from '../../settings/settings-file.ts';
import { type Finding, needsYou } from './finding.ts';

const file = 'settings.json';

/** Whether `settings.json` can be read, and whether every key of it is one that means something: the reader keeps others silently. */
export async function lookAtSettings(folder: string): Promise<readonly Finding[]> {
  const path = join(folder, file);
  try {
    const { version } = await readSettings(path);
    if (version === null) return [];
  } catch (cause) {
    if (!(cause instanceof QuaysideError)) throw cause;
    return [
      needsYou('SETTINGS_INVALID', file, {
        found: cause.message,
        expected: 'a file that can be read, with values that settings may have',
        remedy: `correct ${file}; without it every default holds`,
      }),
    ];
  }
  const text = await readFile(path, 'utf8');
  return unknownKeys(JSON.parse(text.replace(/^\uFEFF/, '')), settings, []).map(({ at, similar }) =>
    needsYou('SETTING_UNKNOWN', `${file}: ${at.join('.')}`, {
      found: 'a setting that this Quayside does not know: it has no effect',
      expected: similar === undefined ? 'only known settings' : `perhaps ${similar}`,
      remedy: `correct or remove it in ${file}, or use the Quayside that knows it`,
    }),
  );
}

interface UnknownKey {
  readonly at: readonly string[];
  readonly similar: string | undefined;
}

/** The keys that the schema does not name: it keeps them, as a newer or older Quayside may know them. */
function unknownKeys(value: unknown, schema: unknown, at: readonly string[]): readonly UnknownKey[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const expected = unwrapped(schema);
  return Object.entries(value).flatMap(([key, inner]): readonly UnknownKey[] => {
    const place = [...at, key];
    if (expected instanceof z.ZodRecord) return unknownKeys(inner, expected.valueType, place);
    if (!(expected instanceof z.ZodObject)) return [];
    return Object.hasOwn(expected.shape, key)
      ? unknownKeys(inner, expected.shape[key], place)
      : [{ at: place, similar: similarOf(key, Object.keys(expected.shape)) }];
  });
}

/** Without what makes a schema optional. What is transformed has keys that its own check knows. */
const unwrapped = (schema: unknown): unknown =>
  schema instanceof z.ZodOptional ? unwrapped(schema.unwrap()) : schema;

/** The known key that is at most two letters away, whatever their case. */
function similarOf(key: string, among: readonly string[]): string | undefined {
  const ranked = among
    .map((one) => ({ one, away: distance(key.toLowerCase(), one.toLowerCase()) }))
    .toSorted((a, b) => a.away - b.away);
  const [best] = ranked;
  return best !== undefined && best.away <= 2 ? best.one : undefined;
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      next.push(
        Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)),
      );
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
