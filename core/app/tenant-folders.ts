import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { QuaysideError } from '../base/errors.ts';
import { parseTenant } from '../base/tenant.ts';

export interface TenantFolder {
  readonly tenant: string;
  readonly folder: string;
}

/**
 * The deliveries in a folder that has one folder per tenant, named after it, as `generate` writes several tenants. Hidden folders and
 * files beside them are not looked at. Throws SOURCE_NOT_FOUND, NOTHING_TO_READ where there is no folder, USAGE for a name that is no
 * tenant's.
 */
export async function tenantFolders(folder: string): Promise<readonly TenantFolder[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new QuaysideError(
      'SOURCE_NOT_FOUND',
      `${folder} cannot be read; expected a folder with one folder per tenant.`,
      { parameters: { path: folder }, cause },
    );
  });
  const names = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .toSorted();
  if (names.length === 0) {
    throw new QuaysideError(
      'NOTHING_TO_READ',
      `${folder} has no folders; expected one folder per tenant, named after it. A single tenant's delivery is run with --tenant.`,
      { parameters: { path: folder } },
    );
  }
  return names.map((name) => ({ tenant: parseTenant(name), folder: join(folder, name) }));
}
