/**
 * A list as Python writes it: quotes of either kind, None, numbers, True and False, with just the escapes that Python's repr
 * writes. Undefined where the text is none.
 */
export function readPython(text: string): readonly (string | null)[] | undefined {
  if (!text.endsWith(']')) return undefined;
  const inner = text.slice(1, -1);
  if (inner.trim() === '') return [];
  const element =
    /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(None)|(-?[0-9]+(?:\.[0-9]+)?|True|False))\s*(,|$)/suy;
  const elements: (string | null)[] = [];
  for (;;) {
    const match = element.exec(inner);
    if (match === null) return undefined;
    const quoted = match[1] ?? match[2];
    const value = quoted === undefined ? (match[4] ?? null) : unescape(quoted);
    if (value === undefined) return undefined;
    elements.push(value);
    if (match[5] === '') return elements;
  }
}

const escapes = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([ntr\\'"]))/gsu;
const characters: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

function unescape(quoted: string): string | undefined {
  if (quoted.replace(escapes, '').includes('\\')) return undefined;
  return quoted.replace(escapes, (_, two?: string, four?: string, eight?: string, one = '') => {
    const code = two ?? four ?? eight;
    if (code === undefined) return characters[one] ?? one;
    // Beyond Unicode is nothing; half a surrogate pair is what lists.ts refuses.
    return String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff));
  });
}
