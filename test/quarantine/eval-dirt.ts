import type { DatasetName } from '../../contracts/data/dataset.ts';

/** A kind of dirt: how it makes a clean text (`x`, SQL over the row's columns and `noise`, a number) dirty, and whether the data alone can tell what it was. */
export interface Dirt {
  readonly kind: string;
  readonly dataset: DatasetName;
  readonly field: string;
  readonly spoil: string;
  readonly repairable: boolean;
  /** Rows that it can be put on. */
  readonly where?: string;
}

const pick = (texts: readonly string[]): string =>
  `(CASE noise % ${texts.length} ${texts.map((text, index) => `WHEN ${index} THEN ${text}`).join(' ')} END)`;

const dirt = (
  dataset: DatasetName,
  kind: string,
  field: string,
  spoil: string,
  repairable: boolean,
  where?: string,
): Dirt => ({ dataset, kind, field, spoil, repairable, ...(where === undefined ? {} : { where }) });

const suppliers = dirt.bind(undefined, 'suppliers');
const parts = dirt.bind(undefined, 'parts');

/** German figures of a number with two places. */
const comma = (field: string): string => `replace(${field}, '.', ',')`;
const grouped = (field: string): string => `regexp_replace(${field}, '^([0-9]{1,3})([0-9]{3})', '\\1,\\2')`;

export const kinds: readonly Dirt[] = [
  // What the generator does too.
  suppliers('bogus country', 'country', pick(["'XX'", "'ZZ'", "'UK'", "'QQ'"]), true),
  suppliers('rate out of range', 'on_time_delivery_rate', "'104.00'", false),
  suppliers('timestamp in the future', 'source_timestamp', "'2027-01-05T00:00:00Z'", false),
  suppliers('negative lead time', 'lead_time_days_avg', "'-' || (1 + noise % 30)::VARCHAR", false),
  suppliers('no number', 'risk_score', pick(["'N/A'", "'TBD'"]), false),
  suppliers('another tenant', 'tenant_id', "'contoso_parts'", false),
  suppliers(
    'mail without sense',
    'contact_email',
    pick([
      "replace(contact_email, '@', '@@')",
      "replace(contact_email, '@', ' at ')",
      "replace(contact_email, '@', '@.')",
      "replace(contact_email, '@', '')",
    ]),
    true,
    "contact_email <> ''",
  ),
  parts('orphan', 'default_supplier_id', "'01ZZZZZZZZ' || upper(left(md5(noise::VARCHAR), 16))", true),
  parts('negative cost', 'unit_cost', "'-' || unit_cost", true),
  parts('another unit', 'uom', pick(["'BOX'", "'LB'", "'FT'"]), false),
  parts('no description', 'description', "''", false),
  parts(
    'list separators',
    'qualified_supplier_ids',
    pick([
      "replace(qualified_supplier_ids, ',', ';')",
      "replace(qualified_supplier_ids, ',', '|')",
      "replace(qualified_supplier_ids, ',', ' ')",
      "replace(qualified_supplier_ids, ',', ' ; ')",
    ]),
    true,
    "contains(qualified_supplier_ids, ',') AND NOT contains(qualified_supplier_ids, '[')",
  ),
  parts('no number', 'moq', pick(["'N/A'", "'TBD'"]), false),
  // What real files have besides.
  suppliers(
    'country as name',
    'country',
    `(MAP {'CN':'China','US':'United States','DE':'Germany','MX':'Mexico','IN':'India','VN':'Viet Nam','JP':'Japan','KR':'South Korea','PL':'Poland'})[country]`,
    true,
  ),
  suppliers(
    'country in German',
    'country',
    `(MAP {'CN':'China','US':'USA','DE':'Deutschland','MX':'Mexiko','IN':'Indien','VN':'Vietnam','JP':'Japan','KR':'Südkorea','PL':'Polen'})[country]`,
    true,
  ),
  suppliers(
    'country as alpha-3',
    'country',
    `(MAP {'CN':'CHN','US':'USA','DE':'DEU','MX':'MEX','IN':'IND','VN':'VNM','JP':'JPN','KR':'KOR','PL':'POL'})[country]`,
    true,
  ),
  suppliers(
    'country misspelt',
    'country',
    `(MAP {'CN':'Chinna','US':'Untied States','DE':'Germny','MX':'Mexcio','IN':'Inda','VN':'Vietnm','JP':'Jappan','KR':'South Korae','PL':'Polnad'})[country]`,
    true,
  ),
  suppliers('country blank', 'country', "''", true),
  suppliers(
    'currency as name',
    'preferred_currency',
    `(MAP {'CNY':'Yuan','USD':'US Dollar','EUR':'Euro','MXN':'Mexican Peso','INR':'Indian Rupee','VND':'Vietnamese Dong','JPY':'Japanese Yen','KRW':'South Korean Won','PLN':'Polish Zloty'})[preferred_currency]`,
    true,
    "preferred_currency <> ''",
  ),
  suppliers(
    'currency as sign',
    'preferred_currency',
    `(MAP {'CNY':'RMB','USD':'US$','EUR':'€','MXN':'MX$$','INR':'₹','VND':'₫','JPY':'JPY.','KRW':'₩','PLN':'zł'})[preferred_currency]`,
    true,
    "preferred_currency <> ''",
  ),
  suppliers('currency wrong', 'preferred_currency', "'QQQ'", true, "preferred_currency <> ''"),
  suppliers('status typo', 'approved_status', 'left(approved_status, 2) || substr(approved_status, 4)', true),
  suppliers(
    'status in German',
    'approved_status',
    `(MAP {'PENDING':'Offen','APPROVED':'Genehmigt','SUSPENDED':'Gesperrt','BLACKLISTED':'Blacklist'})[approved_status]`,
    true,
  ),
  suppliers(
    'region as word',
    'region',
    `(MAP {'EMEA':'Europe','APAC':'Asia','AMERICAS':'North America'})[region]`,
    true,
  ),
  suppliers(
    'tier short',
    'financial_risk_tier',
    `(MAP {'LOW':'LO','MEDIUM':'MED','HIGH':'HGH'})[financial_risk_tier]`,
    true,
  ),
  suppliers(
    'incoterms with points',
    'incoterms',
    "regexp_replace(incoterms, '(.)', '\\1.', 'g')",
    true,
    "incoterms <> ''",
  ),
  suppliers(
    'decimal comma',
    'on_time_delivery_rate',
    comma('on_time_delivery_rate'),
    true,
    "contains(on_time_delivery_rate, '.')",
  ),
  suppliers('percent sign', 'on_time_delivery_rate', "on_time_delivery_rate || ' %'", true),
  suppliers(
    'groups',
    'capacity_units_per_week',
    grouped('capacity_units_per_week'),
    true,
    'strlen(capacity_units_per_week) >= 4',
  ),
  suppliers('days behind', 'lead_time_days_avg', "lead_time_days_avg || ' days'", true),
  suppliers(
    'letters for digits',
    'lead_time_days_p95',
    "translate(lead_time_days_p95, '01', 'Ol')",
    true,
    "regexp_matches(lead_time_days_p95, '[01]') AND regexp_matches(lead_time_days_p95, '[2-9]')",
  ),
  suppliers(
    'day first',
    'source_timestamp',
    "strftime(source_timestamp::TIMESTAMPTZ, '%d.%m.%Y %H:%M:%S')",
    true,
  ),
  suppliers(
    'day first, slashes',
    'source_timestamp',
    "strftime(source_timestamp::TIMESTAMPTZ, '%d/%m/%Y %H:%M:%S')",
    true,
  ),
  suppliers(
    'seconds since 1970',
    'source_timestamp',
    'floor(epoch(source_timestamp::TIMESTAMPTZ))::BIGINT::VARCHAR',
    true,
  ),
  suppliers(
    'national phone',
    'contact_phone',
    `regexp_replace(contact_phone, '^\\+' || (MAP {'CN':'86','US':'1','DE':'49','MX':'52','IN':'91','VN':'84','JP':'81','KR':'82','PL':'48'})[country], '0')`,
    true,
    "contact_phone <> ''",
  ),
  suppliers(
    'phone with 00',
    'contact_phone',
    "'00' || substr(contact_phone, 2)",
    true,
    "contact_phone <> ''",
  ),
  suppliers('tenant misspelt', 'tenant_id', "upper(left(tenant_id, 1)) || ' ' || substr(tenant_id, 2)", true),
  parts(
    'supplier code for its id',
    'default_supplier_id',
    '(SELECT any_value(supplier_code) FROM clean_suppliers s WHERE s.supplier_id = default_supplier_id)',
    true,
  ),
  parts(
    'supplier name for its id',
    'default_supplier_id',
    '(SELECT any_value(legal_name) FROM clean_suppliers s WHERE s.supplier_id = default_supplier_id)',
    true,
  ),
  parts(
    'slip in an id',
    'default_supplier_id',
    'left(default_supplier_id, 11) || substr(default_supplier_id, 13, 1) || substr(default_supplier_id, 12, 1) || substr(default_supplier_id, 14)',
    true,
    'substr(default_supplier_id, 12, 1) <> substr(default_supplier_id, 13, 1)',
  ),
  parts('id cut off', 'default_supplier_id', 'left(default_supplier_id, 25)', true),
  parts('id in lower case', 'default_supplier_id', 'lower(default_supplier_id)', true),
  parts('default blank', 'default_supplier_id', "''", true),
  parts(
    'category short',
    'category',
    `(MAP {'ELECTRICAL':'Elec','MECHANICAL':'Mech.','RAW_MATERIAL':'Raw Material','OTHER':'Othr'})[category]`,
    true,
  ),
  parts(
    'lifecycle typo',
    'lifecycle_status',
    `(MAP {'NEW':'NEU','ACTIVE':'ACTVE','NRND':'N.R.N.D.','EOL':'End of Life'})[lifecycle_status]`,
    true,
  ),
  parts('grade in words', 'quality_grade', "'Grade ' || quality_grade", true),
  parts('decimal comma', 'unit_cost', comma('unit_cost'), true, "contains(unit_cost, '.')"),
  parts('currency before', 'unit_cost', "'EUR ' || unit_cost", true),
  parts('pieces behind', 'moq', "moq || ' pcs'", true),
  parts(
    'day first',
    'last_price_change',
    "strftime(last_price_change::DATE, '%d.%m.%Y')",
    true,
    "last_price_change <> ''",
  ),
  parts(
    'month in words',
    'last_price_change',
    "strftime(last_price_change::DATE, '%d %b %Y')",
    true,
    "last_price_change <> ''",
  ),
  parts(
    'excel day',
    'last_price_change',
    "(last_price_change::DATE - DATE '1899-12-30')::VARCHAR",
    true,
    "last_price_change <> ''",
  ),
  parts(
    'digits only',
    'last_price_change',
    "strftime(last_price_change::DATE, '%Y%m%d')",
    true,
    "last_price_change <> ''",
  ),
];
