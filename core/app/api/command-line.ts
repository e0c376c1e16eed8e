/**
 * The line of the command line that does the same, for a POSIX shell. An option with undefined or false is left out, with true it is a
 * flag, with a list it is repeated.
 */
export function commandLine(
  words: readonly string[],
  options: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>,
): string {
  const rest = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    if (value === true) return [`--${name}`];
    if (typeof value === 'object') return value.length === 0 ? [] : [`--${name}`, ...value.map(quote)];
    return [`--${name}`, quote(String(value))];
  });
  return ['quayside', ...words.map(quote), ...rest].join(' ');
}

const quote = (word: string): string =>
  /^[A-Za-z0-9_./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
