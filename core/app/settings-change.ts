import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setting } from '../../contracts/journal/upkeep.ts';
import { type Json, json } from '../../contracts/json.ts';
import type { Settings } from '../../contracts/settings.ts';
import { QuaysideError } from '../base/errors.ts';
import { type SettingChange, settingChanges } from '../settings/difference.ts';
import { checkSettings, readSettings, type SettingsFile, writeSettings } from '../settings/settings-file.ts';
import { type EffectiveSettings, effectiveSettings } from '../settings/tenant-settings.ts';
import type { Host } from './host.ts';
import { Workspace } from './run-workspace.ts';

/** One setting to be set, by its path in the file; null: unset. */
export interface Wish {
  readonly path: readonly string[];
  readonly value: Json;
}

export interface WorkspaceSettings extends SettingsFile {
  /** What holds for everybody whom the file or the journal knows. */
  readonly tenants: readonly ({ readonly tenant: string; readonly isSet: boolean } & EffectiveSettings)[];
}

/** A workspace's settings, and what they come to for each tenant. Throws SETTINGS_INVALID. */
export async function workspaceSettings(host: Host, folder: string): Promise<WorkspaceSettings> {
  await using workspace = await Workspace.open(host, folder);
  return shown(workspace, await readSettings(fileOf(workspace.folder)));
}

/**
 * Sets values in the file that was read as `version`, and records each change. Nothing is changed where one of them does not fit. Throws
 * CONFLICT (retryable) where the file is another one by now or somebody else is changing it; SETTINGS_INVALID.
 */
export async function changeSettings(
  host: Host,
  folder: string,
  { version, wishes }: { readonly version: string | null; readonly wishes: readonly Wish[] },
): Promise<WorkspaceSettings> {
  await using workspace = await Workspace.open(host, folder);
  const { journal } = workspace;
  const file = fileOf(workspace.folder);
  const lease = journal.acquireLease({ tenant: null, operation: 'settings', seconds: 15 });
  try {
    const { settings } = await readSettings(file);
    const wished = wishes.reduce<Json>(
      (all, wish) => withValue(all, wish.path, wish.value),
      toJson(settings),
    );
    const changes = settingChanges(settings, wished);
    refuseUnrecordable(changes, file);
    // The version is that which the person saw.
    const written = await writeSettings(file, { settings: checkSettings(wished, file), version }, randomUUID);
    journal.append(
      changes.map(({ path, before, after }) => ({
        tenant: path[0] === 'tenants' ? (path[1] ?? null) : null,
        inputs: [],
        kind: 'setting',
        body: { path: [...path], before, after },
      })),
      lease,
    );
    return shown(workspace, written);
  } finally {
    journal.releaseLease(lease);
  }
}

const fileOf = (folder: string): string => join(folder, 'settings.json');

function shown({ journal }: Workspace, file: SettingsFile): WorkspaceSettings {
  const named = Object.keys(file.settings.tenants ?? {});
  const tenants = [...new Set([...journal.tenants(), ...named])].toSorted();
  return {
    ...file,
    tenants: tenants.map((tenant) => ({
      tenant,
      isSet: named.includes(tenant),
      ...effectiveSettings(file.settings, tenant),
    })),
  };
}

/** A copy with one value set; objects on the way are made, and those that become empty by unsetting go. */
function withValue(all: Json, [name, ...rest]: readonly string[], value: Json): Json {
  if (name === undefined) return value;
  const members = isObject(all) ? all : {};
  const own = Object.hasOwn(members, name) ? (members[name] ?? null) : null;
  const next = withValue(own, rest, value);
  const others = Object.entries(members).filter(([key]) => key !== name);
  const isUnset = next === null || (rest.length > 0 && isObject(next) && Object.keys(next).length === 0);
  return Object.fromEntries(isUnset ? others : [...others, [name, next]]);
}

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const toJson = (settings: Settings): Json => json.parse(JSON.parse(JSON.stringify(settings)));

/** Before anything is written: what the journal would not take. */
function refuseUnrecordable(changes: readonly SettingChange[], file: string): void {
  for (const { path, before, after } of changes) {
    if (setting.safeParse({ path, before, after }).success) continue;
    throw new QuaysideError(
      'SETTINGS_INVALID',
      `${file}: ${path.join('.')} cannot be set; expected a setting that is no secret, with names of at most 200 characters.`,
      { parameters: { file, paths: [path.join('.')] } },
    );
  }
}
