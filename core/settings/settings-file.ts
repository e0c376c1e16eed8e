import { hash } from 'node:crypto';

import { type Settings, settings as schema } from '../../contracts/settings.ts';
import { QuaysideError } from '../base/errors.ts';
import { explainIssue } from './explain-issue.ts';
import { readText, replaceText } from './whole-file.ts';

/** What a settings file holds, and which state of it that is. */
export interface SettingsFile {
  readonly settings: Settings;
  /** Of the text it was read from; null where there is no file. */
  readonly version: string | null;
}

/**
 * Reads `settings.json`. A missing file is a workspace where every default holds. Errors: SETTINGS_INVALID (file, path in it,
 * expected, found), SOURCE_NOT_READABLE.
 */
export async function readSettings(file: string): Promise<SettingsFile> {
  const text = await readText(file);
  if (text === undefined) return { settings: {}, version: null };
  return { settings: checkSettings(parseText(text, file), file), version: hash('sha256', text) };
}

/**
 * Replaces the file whole or not at all; the bytes are on the disk before the name appears. CONFLICT, retryable, where the file is no
 * longer the one that was read. Two writers within the same milliseconds are kept apart by the caller's lease.
 * Errors: SETTINGS_INVALID, CONFLICT, DISK_FULL, NOT_WRITABLE.
 */
export async function writeSettings(
  file: string,
  { settings, version }: SettingsFile,
  newId: () => string,
): Promise<SettingsFile> {
  const text = `${JSON.stringify(checkSettings(settings, file), null, 2)}\n`;
  await replaceText(file, text, newId(), () => refuseOvertaken(file, version));
  return { settings, version: hash('sha256', text) };
}

/** What is no valid content of a settings file is SETTINGS_INVALID. */
export function checkSettings(value: unknown, file: string): Settings {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const { issues } = result.error;
  throw new QuaysideError(
    'SETTINGS_INVALID',
    `${file}: ${issues.map(explainIssue).join('; ')}. Correct the file and run again.`,
    { parameters: { file, paths: issues.map(({ path }) => path.join('.')) } },
  );
}

function parseText(text: string, file: string): unknown {
  try {
    // An editor's byte order mark is not part of the text.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new QuaysideError(
      'SETTINGS_INVALID',
      `${file}: expected JSON, found something else (${cause instanceof Error ? cause.message : String(cause)}). Correct the file and run again.`,
      { cause, parameters: { file, paths: [] } },
    );
  }
}

async function currentVersion(file: string): Promise<string | null> {
  const text = await readText(file);
  return text === undefined ? null : hash('sha256', text);
}

async function refuseOvertaken(file: string, version: string | null): Promise<void> {
  if ((await currentVersion(file)) === version) return;
  throw new QuaysideError(
    'CONFLICT',
    `${file} was changed by somebody else since it was read; nothing was written. Read it again and repeat the change.`,
    { retryable: true, parameters: { file } },
  );
}
