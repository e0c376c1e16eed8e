import { normalise } from './text.ts';

/**
 * Which elements a list cell holds: a JSON list, a Python-style list, or comma-joined. An element is null where it is blank or a
 * null word. Undefined where the text is none of the three.
 */
export function readElements(text: string): readonly (string | null)[] | undefined {
  if (text.startsWith('{')) return undefined;
  const elements = text.startsWith('[') ? (readJson(text) ?? readPython(text)) : text.split(',');
  return elements?.map(normalise);
}

function readJson(text: string): readonly (string | null)[] | undefined {
  const value = parseJson(text);
  if (!Array.isArray(value)) return undefined;
  const elements: (string | null)[] = [];
  for (const element of value as readonly unknown[]) {
    if (element === null) elements.push(null);
    else if (typeof element === 'string') elements.push(element);
    else if (typeof element === 'number' || typeof element === 'boolean') elements.push(String(element));
    else return undefined;
  }
  return elements;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const pythonElement =
  /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(None)|(-?[0-9]+(?:\.[0-9]+)?|True|False))\s*(,|$)/suy;
const pythonEscapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

function readPython(text: string): readonly (string | null)[] | undefined {
  if (!text.endsWith(']')) return undefined;
  const inner = text.slice(1, -1);
  if (inner.trim() === '') return [];
  const elements: (string | null)[] = [];
  pythonElement.lastIndex = 0;
  for (;;) {
    const match = pythonElement.exec(inner);
    if (match === null) return undefined;
    const quoted = match[1] ?? match[2];
    elements.push(
      match[3] === undefined ? (quoted?.replace(/\\(.)/gsu, unescape) ?? match[4] ?? null) : null,
    );
    if (match[5] === '') return elements;
  }
}

const unescape = (_: string, character: string): string => pythonEscapes[character] ?? character;

/** Blank elements of an ordinary list say nothing and are dropped. */
export function readList(text: string): readonly string[] | undefined {
  return readElements(text)?.filter((element) => element !== null);
}

/** A list of references: an element that is blank or holds white space, `;` or `|` makes it unreadable. */
export function readReferences(text: string): readonly string[] | undefined {
  const elements = readElements(text);
  const references = elements?.filter((element) => element !== null && !/[\s\u0085;|]/u.test(element));
  return references?.length === elements?.length ? (references as readonly string[] | undefined) : undefined;
}
