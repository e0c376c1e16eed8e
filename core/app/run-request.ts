import type { Severity, ViolationCode } from '../../contracts/data/violation-codes.ts';
import type { RunRequest } from './run-job.ts';
import { readTenantSettings } from './tenant-settings.ts';

/** What a person says of a delivery. Paths are absolute. */
export interface DeliveryWish {
  readonly tenant: string;
  readonly sources: readonly string[];
  readonly kind?: 'delta' | 'full';
  readonly asOf?: Date | undefined;
  readonly extractedAt?: Date | undefined;
  readonly timezone?: string | undefined;
  readonly dataSource?: string | undefined;
  readonly severities?: Readonly<Partial<Record<ViolationCode, Severity>>> | undefined;
}

/** The request that a wish comes to: the workspace's settings of the tenant hold where it says nothing. */
export async function runRequestOf(workspace: string, wish: DeliveryWish): Promise<RunRequest> {
  const { tenant, sources, kind, asOf, extractedAt, timezone, dataSource, severities } = wish;
  const settings = await readTenantSettings(workspace, tenant);
  return {
    ...settings,
    tenant,
    sources,
    workspace,
    timezone: timezone ?? settings.timezone,
    severities: { ...settings.severities, ...severities },
    ...(kind === undefined ? {} : { kind }),
    ...(asOf === undefined ? {} : { asOf }),
    ...(extractedAt === undefined ? {} : { extractedAt }),
    ...(dataSource === undefined ? {} : { dataSource }),
  };
}
