/** A path as DuckDB's table functions take it: they expand `*`, `?` and `[`, which may stand in a file's name. */
export const literalPath = (path: string): string => path.replace(/[*?[]/g, (letter) => `[${letter}]`);
