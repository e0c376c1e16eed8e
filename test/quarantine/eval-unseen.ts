import type { Dirt } from './eval-dirt.ts';

/**
 * Kinds of dirt that were written down after the finders were: what comes out of them says how far the finders carry. Only what fails a rule is in
 * quarantine and can be repaired there.
 */

const pick = (texts: readonly string[]): string =>
  `(CASE noise % ${texts.length} ${texts.map((text, index) => `WHEN ${index} THEN ${text}`).join(' ')} END)`;

const of =
  (dataset: Dirt['dataset']) =>
  (kind: string, field: string, spoil: string, where?: string, repairable = true): Dirt => ({
    dataset,
    kind: `unseen: ${kind}`,
    field,
    spoil,
    repairable,
    ...(where === undefined ? {} : { where }),
  });

const suppliers = of('suppliers');
const parts = of('parts');

export const unseen: readonly Dirt[] = [
  suppliers(
    'country, name and code',
    'country',
    `(MAP {'CN':'China (CN)','US':'US - United States','DE':'DE / Germany','MX':'Mexico (MX)','IN':'India [IN]','VN':'VN, Vietnam','JP':'Japan (JP)','KR':'KR - Korea','PL':'Poland/PL'})[country]`,
  ),
  suppliers(
    'country in French',
    'country',
    `(MAP {'CN':'Chine','US':'États-Unis','DE':'Allemagne','MX':'Mexique','IN':'Inde','VN':'Viêt Nam','JP':'Japon','KR':'Corée du Sud','PL':'Pologne'})[country]`,
  ),
  suppliers('country with a point', 'country', "lower(country) || '.'"),
  suppliers(
    'groups by thin spaces',
    'capacity_units_per_week',
    "regexp_replace(capacity_units_per_week, '^([0-9]{1,3})([0-9]{3})$', '\\1' || chr(8239) || '\\2')",
    'strlen(capacity_units_per_week) >= 4',
  ),
  suppliers(
    'Swiss groups',
    'capacity_units_per_week',
    "regexp_replace(capacity_units_per_week, '^([0-9]{1,3})([0-9]{3})$', '\\1''\\2')",
    'strlen(capacity_units_per_week) >= 4',
  ),
  suppliers(
    'full width digits',
    'lead_time_days_avg',
    "translate(lead_time_days_avg, '0123456789', '０１２３４５６７８９')",
  ),
  suppliers(
    'about',
    'lead_time_days_p95',
    pick([
      "'~' || lead_time_days_p95",
      "'ca. ' || lead_time_days_p95 || ' Tage'",
      "lead_time_days_p95 || 'd'",
      "'approx. ' || lead_time_days_p95",
    ]),
  ),
  suppliers('percent glued on', 'on_time_delivery_rate', "on_time_delivery_rate || '%'"),
  suppliers(
    'decimal comma and percent',
    'on_time_delivery_rate',
    "replace(on_time_delivery_rate, '.', ',') || ' %'",
    "contains(on_time_delivery_rate, '.')",
  ),
  suppliers(
    'mailto',
    'contact_email',
    pick(["'mailto:' || contact_email", "contact_email || ';'"]),
    "contact_email <> ''",
  ),
  suppliers('status with a note', 'approved_status', "approved_status || ' (2025)'"),
  suppliers(
    'region and code',
    'region',
    `(MAP {'EMEA':'EMEA (Europe)','APAC':'Asia/Pacific','AMERICAS':'America'})[region]`,
  ),
  suppliers(
    'milliseconds since 1970',
    'source_timestamp',
    'epoch_ms(source_timestamp::TIMESTAMPTZ)::VARCHAR',
  ),
  suppliers(
    'time with a zone by name',
    'source_timestamp',
    "strftime(source_timestamp::TIMESTAMPTZ, '%Y/%m/%d %H:%M:%S') || ' UTC'",
  ),
  parts('id with a prefix', 'default_supplier_id', "'SUP:' || default_supplier_id"),
  parts(
    'id in groups',
    'default_supplier_id',
    "left(default_supplier_id, 10) || '-' || substr(default_supplier_id, 11)",
  ),
  parts(
    'letters for digits in an id',
    'default_supplier_id',
    "translate(default_supplier_id, '01', 'OI')",
    "regexp_matches(default_supplier_id, '[01]')",
  ),
  parts(
    'supplier name in capitals',
    'default_supplier_id',
    '(SELECT upper(any_value(legal_name)) FROM clean_suppliers s WHERE s.supplier_id = default_supplier_id)',
  ),
  parts(
    'category in German',
    'category',
    `(MAP {'ELECTRICAL':'Elektrisch','MECHANICAL':'Mechanisch','RAW_MATERIAL':'Rohmaterial','OTHER':'Sonstige'})[category]`,
  ),
  parts(
    'category in the plural',
    'category',
    `(MAP {'ELECTRICAL':'electricals','MECHANICAL':'mechanicals','RAW_MATERIAL':'raw-materials','OTHER':'others'})[category]`,
  ),
  parts(
    'cost with its currency behind',
    'unit_cost',
    pick(["unit_cost || ' EUR'", "unit_cost || '€'", "replace(unit_cost, '.', ',') || ' EUR'"]),
    "contains(unit_cost, '.')",
  ),
  parts('at least', 'moq', pick(["'min. ' || moq", "moq || 'x'", "moq || ' Stück'", "'>= ' || moq"])),
  parts(
    'month before day in words',
    'last_price_change',
    "strftime(last_price_change::DATE, '%b %d, %Y')",
    "last_price_change <> ''",
  ),
  parts(
    'month in German',
    'last_price_change',
    `day(last_price_change::DATE)::VARCHAR || '. ' || (['Januar','Februar','März','April','Mai','Juni','Juli','August','September','Oktober','November','Dezember'])[month(last_price_change::DATE)] || ' ' || year(last_price_change::DATE)::VARCHAR`,
    "last_price_change <> ''",
  ),
  parts(
    'list with and',
    'qualified_supplier_ids',
    pick([
      "replace(qualified_supplier_ids, ',', ' and ')",
      "replace(qualified_supplier_ids, ',', ' / ')",
      "replace(qualified_supplier_ids, ',', chr(10))",
    ]),
    "contains(qualified_supplier_ids, ',') AND NOT contains(qualified_supplier_ids, '[')",
  ),
  parts(
    'grade with words',
    'quality_grade',
    pick(["'Class ' || quality_grade", "quality_grade || '-grade'", "'(' || quality_grade || ')'"]),
  ),
];
