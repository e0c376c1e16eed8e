/** What is left of a cell's text after white space and null words. */
const whiteSpace = /[\s\u0085]+/g;
const nullWords: ReadonlySet<string> = new Set(['', 'NULL', 'null', '\\N']);

function collapse(text: string): string {
  return text.replace(whiteSpace, ' ').replace(/^ | $/g, '');
}

/** Trimmed and collapsed; null where nothing or a null word is left. */
export function normalise(text: string | null): string | null {
  if (text === null) return null;
  const collapsed = collapse(text);
  return nullWords.has(collapsed) ? null : collapsed;
}

/** Upper case, character by character: no letter becomes two (ß becomes the capital ẞ). */
export function upper(text: string): string {
  return Array.from(text, (character) => {
    const raised = character === 'ß' ? 'ẞ' : character.toUpperCase();
    return Array.from(raised).length === 1 ? raised : character;
  }).join('');
}
