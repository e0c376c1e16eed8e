/**
 * Rows as CSV (RFC 4180, LF) that a spreadsheet opens without running anything: text that it would take for a formula gets an
 * apostrophe in front. NULL is an empty cell, lists and structs are JSON.
 */
export const spreadsheetCsv = (columns: readonly string[], rows: readonly (readonly unknown[])[]): string =>
  [columns, ...rows].map((row) => row.map(cell).join(',')).join('\n');

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = harmless(typeof value === 'string' ? value : JSON.stringify(value));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What a spreadsheet may take for a formula (OWASP, CSV injection). Both patterns are read by JavaScript and by RE2. */
export const formulaPattern = '^\\s*[=+\\-@\\t\\r＝＋－＠]';

/** A number keeps its sign. */
export const numberPattern = '^[+-]?\\d[\\d., ]*$';

const formula = new RegExp(formulaPattern);
const number = new RegExp(numberPattern);

/** The text, with an apostrophe in front where a spreadsheet would take it for a formula. */
export const harmless = (text: string): string =>
  formula.test(text) && !number.test(text) ? `'${text}` : text;
