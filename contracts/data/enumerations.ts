/** Enumerations that are part of the contract itself (no outside registry). */
export const regions = ['EMEA', 'APAC', 'AMERICAS'] as const;
export const financialTiers = ['LOW', 'MEDIUM', 'HIGH'] as const;
export const approvedStatuses = ['PENDING', 'APPROVED', 'SUSPENDED', 'BLACKLISTED'] as const;
export const categories = ['ELECTRICAL', 'MECHANICAL', 'RAW_MATERIAL', 'OTHER'] as const;
export const lifecycleStatuses = ['NEW', 'ACTIVE', 'NRND', 'EOL'] as const;
export const unitsOfMeasure = ['EA', 'KG', 'M'] as const;
export const qualityGrades = ['A', 'B', 'C'] as const;
