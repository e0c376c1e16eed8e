/** Columns padded to their widest cell, numbers to the right, nothing after the last column. */
export function textTable(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headers, ...rows];
  const widths = headers.map((_, column) =>
    all.reduce((width, row) => Math.max(width, widthOf(row[column] ?? '')), 0),
  );
  const numeric = headers.map((_, column) => rows.every((row) => /^[\d.,% –-]*$/.test(row[column] ?? '')));
  return all
    .map((row) =>
      widths
        .map((width, column) => pad(row[column] ?? '', width, numeric[column] === true))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const pad = (text: string, width: number, right: boolean): string => {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return right ? space + text : text + space;
};

const widthOf = (text: string): number => [...text].length;

/** 12,345 */
export const countText = (value: number): string => value.toLocaleString('en');

/** Text from a customer's file, safe to print: control characters made visible, in quotes. */
export function quoted(text: string | null): string {
  return text === null
    ? '(blank)'
    : JSON.stringify(text).replaceAll(
        /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
        escapeCharacter,
      );
}

const escapeCharacter = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
