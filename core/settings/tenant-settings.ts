import type { Severity, ViolationCode } from '../../contracts/data/violation-codes.ts';
import type { Settings } from '../../contracts/settings.ts';

/** What holds for one tenant, defaults filled in. */
export interface EffectiveSettings {
  /** Only where they differ from the contract. */
  readonly severities: Readonly<Partial<Record<ViolationCode, Severity>>>;
  readonly staleAfterDays: number;
  readonly timezone: string;
  readonly fullDelivery: {
    /** Keys that a full delivery no longer has are removed, not only listed. */
    readonly removes: boolean;
    /** Above this share (0 to 1) of the tenant's rows nothing is removed. */
    readonly maxShare: number;
  };
  readonly codeLists: {
    readonly certifications: readonly string[];
    readonly complianceFlags: readonly string[];
  };
}

/** A tenant needs no registration: where nothing is said, the defaults of data-contracts.md hold. */
export function effectiveSettings(settings: Settings, tenant: string): EffectiveSettings {
  const tenants = settings.tenants ?? {};
  // A tenant may be named like something that every object has, such as "constructor".
  const own = Object.hasOwn(tenants, tenant) ? tenants[tenant] : undefined;
  return {
    severities: own?.severities ?? {},
    staleAfterDays: own?.staleAfterDays ?? 90,
    timezone: own?.timezone ?? 'UTC',
    fullDelivery: {
      removes: own?.fullDelivery?.removes ?? false,
      maxShare: own?.fullDelivery?.maxShare ?? 0.05,
    },
    codeLists: {
      certifications: own?.codeLists?.certifications ?? [],
      complianceFlags: own?.codeLists?.complianceFlags ?? [],
    },
  };
}
