import type { CodeLists } from '../../contracts/data/code-lists.ts';
import { upper } from './text.ts';

/** Which code a text that people write for it means. All take trimmed, collapsed text. */

interface Coded {
  readonly code: string;
  readonly pattern: string;
}

const edition = /(?:\s*:\s*|[\s\-_/(]+)(?:19|20)[0-9]{2}\)?$/u;

/** "ISO 9001:2015" → ISO9001; what no pattern knows is kept as written. */
export function readElementCode(text: string, known: readonly Coded[]): string {
  const bare = upper(text)
    .replace(edition, '')
    .replace(/[\s\-_/]/gu, '');
  return known.find(({ pattern }) => new RegExp(pattern, 'u').test(bare))?.code ?? text;
}

/** "FOB Shanghai" → FOB; a text that begins with no known term is kept whole, in upper case. */
export function readIncoterms(text: string, { current, old }: CodeLists['incoterms']): string {
  const raised = upper(text);
  const begins = (term: string): boolean =>
    raised.startsWith(term) && !/^[\p{L}\p{N}]/u.test(raised.slice(term.length));
  return [...current, ...Object.keys(old)].find(begins) ?? raised;
}

/** A synonym of a unit → EA, KG or M. */
export function readUnit(text: string, { synonyms }: CodeLists['units']): string {
  const raised = upper(text);
  return Object.hasOwn(synonyms, raised) ? (synonyms[raised] ?? raised) : raised;
}

/** "3", "class 3", "2.1", "Division 2.1" → CLASS_n; anything else in upper case. */
export function readHazard(text: string, classes: CodeLists['hazardClasses']): string {
  const raised = upper(text);
  const match = /^(?:(?:CLASS|DIVISION)[\s_-]*)?(([1-9])(?:\.[0-9])?)$/u.exec(raised);
  const found = classes.find(
    ({ code, divisions }) =>
      code === `CLASS_${match?.[2]}` && (match?.[1] === match?.[2] || divisions.includes(match?.[1] ?? '')),
  );
  return found?.code ?? raised;
}
