/** What the generator needs to know of a country, as written by hand; `resources/build/generation.ts` adds coordinates. */
export interface CountrySource {
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  readonly region: 'EMEA' | 'APAC' | 'AMERICAS';
  /** ISO 4217. */
  readonly currency: string;
  /** Share of the suppliers in percent. */
  readonly percent: number;
  /** 20 of `name as in GeoNames | state as in GeoNames, where the name alone is ambiguous | start of its postal codes`. */
  readonly cities: readonly string[];
  /** Characters of a postal code, punctuation included. */
  readonly postalLength: number;
  /** 32 first and 16 second words of a company's name; `{x}`, `{y}` in `names`. */
  readonly first: readonly string[];
  readonly second: readonly string[];
  /** 6 ways to make a registered name: `{x}`, `{y}`, `{city}`. */
  readonly names: readonly string[];
  /** 20 streets, `#` is the number. */
  readonly streets: readonly string[];
  /** 4 second address lines, `#` is a number. */
  readonly lines: readonly string[];
  /** 4 domains' ends. */
  readonly domains: readonly string[];
  /** 6 mailboxes. */
  readonly mailboxes: readonly string[];
  /** 4 starts of a telephone number (E.164), and its length in characters with the plus sign. */
  readonly phones: readonly string[];
  readonly phoneLength: number;
}

/** The entries of `a; b; c`; a line may break wherever a space may stand. */
export const list = (text: string): readonly string[] =>
  text.split(';').map((entry) => entry.trim().replaceAll(/\s+/g, ' '));
