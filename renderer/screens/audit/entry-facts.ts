/** One fact of a record. */
export interface Fact {
  /** Where in the record: `datasets suppliers landed`. */
  readonly path: string;
  /** Its last name, under which there may be words for it. */
  readonly name: string;
  readonly value: string | number;
  /** An id, digest or location: shown shortened, copied whole. */
  readonly long: boolean;
}

const most = 60;

/** A record's body as a flat list for people: names and values, no braces. Lists of more than a few things are counted. */
export function factsOf(body: object): readonly Fact[] {
  const facts: Fact[] = [];
  const walk = (value: unknown, path: readonly string[]): void => {
    if (facts.length >= most || value === null || value === undefined) return;
    if (Array.isArray(value)) {
      if (value.length > 3) push(path, value.length);
      else value.forEach((one: unknown) => walk(one, path));
    } else if (typeof value === 'object') {
      for (const [name, inner] of Object.entries(value)) walk(inner, [...path, name]);
    } else if (typeof value === 'number') push(path, value);
    else if (typeof value === 'string' || typeof value === 'boolean') push(path, String(value));
  };
  const push = (path: readonly string[], value: string | number): void => {
    const long = typeof value === 'string' && value.length > 20 && !/\s/.test(value);
    facts.push({ path: path.join(' '), name: path.at(-1) ?? '', value, long });
  };
  walk(body, []);
  return facts;
}
