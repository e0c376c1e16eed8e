/**
 * The violation codes of the two contracts, version 1.0.0. Codes are stable; sentences are rendered from code and parameters.
 * `locked` codes (keys, tenant, types) cannot be lowered or switched off by a tenant's settings.
 */
export type Severity = 'error' | 'warning' | 'off';

interface CodeFacts {
  readonly severity: Severity;
  readonly locked?: true;
}

const error = { severity: 'error' } as const;
const locked = { severity: 'error', locked: true } as const;
const warning = { severity: 'warning' } as const;

export const violationCodes = {
  MISSING_SUPPLIER_ID: locked,
  MISSING_TENANT_ID: locked,
  MISSING_LEGAL_NAME: error,
  MISSING_COUNTRY: error,
  MISSING_PART_ID: locked,
  MISSING_PART_NUMBER: error,
  MISSING_DESCRIPTION: error,
  MISSING_CATEGORY: error,
  MISSING_DEFAULT_SUPPLIER: error,
  MISSING_DATA_SOURCE: error,
  MISSING_SOURCE_TIMESTAMP: error,
  DUPLICATE_SUPPLIER_ID: locked,
  DUPLICATE_SUPPLIER_CODE: locked,
  DUPLICATE_PART_ID: locked,
  DUPLICATE_PART_NUMBER: locked,
  KEY_COLLISION: locked,
  TENANT_MISMATCH: locked,
  TYPE_MISMATCH: locked,
  INVALID_COUNTRY_CODE: error,
  INVALID_CURRENCY: error,
  INVALID_INCOTERMS: error,
  INVALID_REGION: error,
  INVALID_ON_TIME_RATE: error,
  INVALID_RISK_SCORE: error,
  INVALID_FINANCIAL_TIER: error,
  INVALID_STATUS: error,
  INVALID_GEO_COORDS: error,
  INVALID_CATEGORY: error,
  INVALID_LIFECYCLE_STATUS: error,
  INVALID_UOM: error,
  INVALID_QUALITY_GRADE: error,
  NEGATIVE_LEAD_TIME: error,
  NEGATIVE_DEFECT_RATE: error,
  NEGATIVE_CAPACITY: error,
  NEGATIVE_UNIT_COST: error,
  NEGATIVE_MOQ: error,
  ORPHAN_DEFAULT_SUPPLIER: error,
  INVALID_QUALIFIED_SUPPLIER_FORMAT: error,
  FUTURE_TIMESTAMP: error,
  UNSUPPORTED_SCHEMA_VERSION: error,
  INVALID_EMAIL: warning,
  INVALID_PHONE: warning,
  MISSING_CONTACT: warning,
  ORPHAN_QUALIFIED_SUPPLIER: warning,
  DEFAULT_NOT_QUALIFIED: warning,
  REGION_MISMATCH: warning,
  POSTAL_CODE_MISMATCH: warning,
  GEO_OUTSIDE_COUNTRY: warning,
  TIER_MISMATCH: warning,
  LEAD_TIME_P95_BELOW_AVG: warning,
  UNKNOWN_CERTIFICATION: warning,
  UNKNOWN_COMPLIANCE_FLAG: warning,
  UNKNOWN_HAZARD_CLASS: warning,
  OLD_INCOTERMS: warning,
  WITHDRAWN_CURRENCY: warning,
  FUTURE_PRICE: warning,
  PRECISION_LOSS: warning,
  STALE_RECORD: { severity: 'off' },
} as const satisfies Record<string, CodeFacts>;

export type ViolationCode = keyof typeof violationCodes;

/** Findings about a delivery as a whole; they send no row to quarantine. */
export type DeliveryFinding =
  | 'STALE_DELIVERY'
  | 'UNKNOWN_ID_FORMAT'
  | 'SUSPECT_SCALE'
  | 'MOSTLY_ZERO'
  | 'SENTINEL';
