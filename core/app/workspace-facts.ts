import { access } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Host } from './host.ts';
import { deliveryFolder, demoTenants } from './demo-before.ts';
import { readSettings } from '../settings/settings-file.ts';
import { Workspace } from './run-workspace.ts';

export interface WorkspaceFacts {
  readonly folder: string;
  readonly name: string;
  readonly hasTables: boolean;
  /** Whom the journal or the settings know, by name. */
  readonly tenants: readonly string[];
  readonly hasDemo: boolean;
}

/** What a workspace is, at a glance; cheap. A settings file that cannot be read is passed over here: `health` says so. */
export async function workspaceFacts(host: Host, folder: string): Promise<WorkspaceFacts> {
  await using workspace = await Workspace.open(host, folder);
  const named = await settingsTenants(workspace.folder);
  const tenants = new Set([...workspace.journal.tenants(), ...named]);
  const [first] = demoTenants;
  return {
    folder: workspace.folder,
    name: basename(workspace.folder),
    hasTables: (await workspace.catalog.namespaces()).length > 0,
    tenants: [...tenants].toSorted(),
    hasDemo: await isThere(join(deliveryFolder(workspace.folder, first), 'truth.parquet')),
  };
}

const settingsTenants = (folder: string): Promise<readonly string[]> =>
  readSettings(join(folder, 'settings.json')).then(
    ({ settings }) => Object.keys(settings.tenants ?? {}),
    () => [],
  );

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
