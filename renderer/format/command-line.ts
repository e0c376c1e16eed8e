/** For a POSIX shell: nothing of a word is taken for more than text. */
const quoted = (word: string): string =>
  /^[A-Za-z0-9_./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** A line of the command line, of words as they are meant. */
export const commandLine = (words: readonly string[]): string => ['quayside', ...words].map(quoted).join(' ');
