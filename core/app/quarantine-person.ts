import { join } from 'node:path';
import { readSettings } from '../settings/settings-file.ts';
import type { Workspace } from './run-workspace.ts';

/** Who does something: whom they say themselves to be, else whom the workspace's settings name, else the account. Throws SETTINGS_INVALID. */
export async function personOf(
  { folder, actor }: Pick<Workspace, 'folder' | 'actor'>,
  said: string | undefined,
): Promise<string> {
  if (said !== undefined) return said;
  const { settings } = await readSettings(join(folder, 'settings.json'));
  return settings.person ?? actor;
}
