/** A path that DuckDB takes literally: its wild cards stand in brackets. */
export const literalGlob = (path: string): string => path.replace(/[*?[]/g, '[$&]');
