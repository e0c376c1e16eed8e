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

/** A number keeps its sign. See OWASP, CSV injection. */
const harmless = (text: string): string =>
  /^[\s]*[=+\-@\t\r]/.test(text) && !/^[+-]?\d[\d., ]*$/.test(text) ? `'${text}` : text;
