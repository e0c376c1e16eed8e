import type { Severity, ViolationCode } from '../../contracts/data/violation-codes.ts';

/** What a workspace's settings say about judging one tenant's deliveries. */
export interface TenantSettings {
  readonly severities: Readonly<Partial<Record<ViolationCode, Severity>>>;
  readonly staleAfterDays?: number;
}

/** A tenant needs no registration: without a workspace or an entry the contract's defaults hold. */
export async function readTenantSettings(
  workspace: string | undefined,
  _tenant: string,
): Promise<TenantSettings> {
  await Promise.resolve(workspace);
  return { severities: {} };
}
