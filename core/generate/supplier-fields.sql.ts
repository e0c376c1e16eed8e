import { suppliers } from '../../contracts/data/suppliers.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { complianceFlags, provenance } from './common-fields.sql.ts';
import { isOfKind } from './defects.sql.ts';
import { listLengths } from './dictionary.ts';
import { below, type Draw, oneOf, uniform, weighted } from './draw.ts';
import { businessCode, ulid } from './identifiers.sql.ts';
import type { RowPlan } from './row-plan.ts';
import { supplierDefects } from './supplier-defects.ts';
import { decimalText, digits, filled, lookUp, wholeText } from './values.sql.ts';

const src = sql`src`;
const c = sql`c`;

/** Where in the dictionary's lists a row's country, city and words are: what several fields look up. Needs c. */
export function choices(draw: Draw): Record<string, Sql> {
  const within = (field: string, length: number): Sql =>
    sql`${c} * ${length} + ${below(draw(field, src), length)} + 1`;
  return {
    city_at: within('city', listLengths.cities),
    first_at: within('name.first', listLengths.firsts),
    second_at: within('name.second', listLengths.seconds),
    phone_at: within('phone.start', listLengths.phones),
    contact: sql`${draw('contact', src)} % 100`,
  };
}

/** The contract's fields as text, by name. Needs the dictionary's columns, `choices`, `withScores` and changed_at. */
export function supplierFields(plan: RowPlan): Readonly<Record<string, Sql>> {
  const { draw } = plan;
  return {
    ...identity(plan),
    ...place(draw),
    ...contact(draw),
    ...performance,
    ...terms(plan),
    ...provenance(plan, suppliers.version),
  };
}

function identity({ draw, tenant, rows, logicalTime }: RowPlan): Record<string, Sql> {
  const template = lookUp(sql`names`, c, draw('name.form', src), listLengths.names);
  const words = sql`concat(firsts[first_at], ' ', seconds[second_at])`;
  return {
    supplier_id: ulid(draw, src, sql`pairs`, logicalTime),
    supplier_code: businessCode(draw, 'S', src, rows),
    tenant_id: sql`${tenant}`,
    legal_name: sql`replace(replace(replace(${template}, '{x}', firsts[first_at]), '{y}', seconds[second_at]), '{city}', cities[city_at])`,
    dba_name: filled(draw('dba_name', src), 30, words),
  };
}

function place(draw: Draw): Record<string, Sql> {
  const number = (field: string, most: number): Sql =>
    sql`CAST(1 + ${below(draw(field, src), most)} AS VARCHAR)`;
  const street = lookUp(sql`streets`, c, draw('street', src), listLengths.streets);
  const line = lookUp(sql`lines`, c, draw('line', src), listLengths.lines);
  const lat = sql`lats[city_at] + 0.12 * (${uniform(draw('geo.lat', src))} - 0.5)`;
  const lon = sql`lons[city_at] + 0.12 * (${uniform(draw('geo.lon', src))} - 0.5) / cos(radians(lats[city_at]))`;
  return {
    country: sql`codes[c + 1]`,
    region: sql`regions[c + 1]`,
    address_line1: sql`replace(${street}, '#', ${number('street.number', 240)})`,
    address_line2: filled(
      draw('line.filled', src),
      25,
      sql`replace(${line}, '#', ${number('line.number', 9)})`,
    ),
    city: sql`cities[city_at]`,
    state: sql`states[city_at]`,
    postal_code: sql`concat(postals[city_at], ${digits(draw('postal', src), sql`postal_digits[city_at]`)})`,
    geo_coords: sql`concat('{"lat": ', ${decimalText(lat, 6)}, ', "lon": ', ${decimalText(lon, 6)}, '}')`,
  };
}

/**
 * 96 % have a mailbox, 95 % a telephone, and none is without both by chance. A row that loses its contact as a defect had only the
 * mailbox, one whose mailbox gets spoilt had one: a defect is one cell.
 */
function contact(draw: Draw): Record<string, Sql> {
  const mailbox = lookUp(sql`mailboxes`, c, draw('mailbox', src), listLengths.mailboxes);
  const domain = lookUp(sql`domains`, c, draw('domain', src), listLengths.domains);
  const losing = isOfKind(supplierDefects, 'missing_contact');
  const spoilt = isOfKind(supplierDefects, 'malformed_email');
  return {
    contact_email: sql`CASE WHEN contact >= 4 OR ${losing} OR ${spoilt}
      THEN concat(${mailbox}, '@', first_slugs[first_at], '-', second_slugs[second_at], ${domain}) END`,
    contact_phone: sql`CASE WHEN contact NOT BETWEEN 4 AND 8 AND NOT ${losing}
      THEN concat(phones[phone_at], ${digits(draw('phone', src), sql`phone_digits[phone_at]`)}) END`,
  };
}

const performance: Readonly<Record<string, Sql>> = {
  lead_time_days_avg: wholeText(sql`lead`),
  lead_time_days_p95: wholeText(sql`p95`),
  on_time_delivery_rate: sql`CAST(rate AS VARCHAR)`,
  defect_rate_ppm: wholeText(sql`defects`),
  capacity_units_per_week: wholeText(sql`capacity`),
  risk_score: sql`CAST(risk AS VARCHAR)`,
  financial_risk_tier: sql`CASE WHEN risk < 35 THEN 'LOW' WHEN risk < 60 THEN 'MEDIUM' ELSE 'HIGH' END`,
};

function terms({ draw, logicalTime }: RowPlan): Record<string, Sql> {
  const incoterms = ['DDP', 'FOB', 'CIF', 'EXW'].map((code) => sql`${code}`);
  return {
    preferred_currency: sql`currencies[c + 1]`,
    incoterms: oneOf(draw('incoterms', src), incoterms),
    certifications: certifications(draw),
    compliance_flags: complianceFlags(draw),
    approved_status: weighted(draw('approved_status', src), [
      [sql`'PENDING'`, 15],
      [sql`'APPROVED'`, 80],
      [sql`'SUSPENDED'`, 4],
      [sql`'BLACKLISTED'`, 1],
    ]),
    contracts: filled(
      draw('contracts', src),
      50,
      sql`concat('CTR-', ${logicalTime.getUTCFullYear()} - (${draw('contracts.year', src)} % 8)::BIGINT, '-', ${digits(draw('contracts.number', src), sql`5`)})`,
    ),
    terms_version: sql`concat(1 + (${draw('terms.major', src)} % 5)::BIGINT, '.', (${draw('terms.minor', src)} % 10)::BIGINT)`,
  };
}

function certifications(draw: Draw): Sql {
  const holds = (code: string, percent: number): Sql =>
    filled(draw(`certifications.${code}`, src), percent, sql`${code}`);
  return sql`nullif(concat_ws(',', ${[holds('ISO9001', 70), holds('IATF16949', 30), holds('AS9100', 10), holds('ISO14001', 20)]}), '')`;
}
