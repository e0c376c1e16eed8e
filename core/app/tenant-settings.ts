import { join } from 'node:path';
import { readSettings } from '../settings/settings-file.ts';
import { type UnknownKey, unknownKeys } from '../settings/unknown-keys.ts';
import { type EffectiveSettings, effectiveSettings } from '../settings/tenant-settings.ts';

/** What a workspace's settings say about one tenant; without a workspace, a file or an entry the contract's defaults hold. */
export async function readTenantSettings(
  workspace: string | undefined,
  tenant: string,
): Promise<EffectiveSettings> {
  if (workspace === undefined) return effectiveSettings({}, tenant);
  const { settings } = await readSettings(join(workspace, 'settings.json'));
  return effectiveSettings(settings, tenant);
}

/** Keys of a workspace's settings that mean nothing; none where the file cannot be read, which whoever needs it says. */
export async function unknownSettings(workspace: string): Promise<readonly UnknownKey[]> {
  const read = await readSettings(join(workspace, 'settings.json')).catch(() => undefined);
  return read === undefined ? [] : unknownKeys(read.settings);
}
