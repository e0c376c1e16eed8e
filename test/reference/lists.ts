import { readPython } from './python-list.ts';
import { normalise } from './text.ts';

/**
 * Which elements a list cell holds: a JSON list, a Python-style list, or comma-joined. An element is null where it is blank or a
 * null word. Undefined where the text is none of the three.
 */
function readElements(text: string): readonly (string | null)[] | undefined {
  if (text.startsWith('{')) return undefined;
  const elements = text.startsWith('[') ? (readJson(text) ?? readPython(text)) : text.split(',');
  // Half a surrogate pair is no character and cannot be stored.
  return elements?.every((element) => element?.isWellFormed() ?? true) === true
    ? elements.map(normalise)
    : undefined;
}

function readJson(text: string): readonly (string | null)[] | undefined {
  const value = parseJson(text, asNumberText);
  if (!Array.isArray(value)) return undefined;
  const elements: (string | null)[] = [];
  for (const element of value as readonly unknown[]) {
    if (element === null) elements.push(null);
    else if (typeof element === 'string') elements.push(element);
    else if (typeof element === 'boolean') elements.push(String(element));
    else return undefined;
  }
  return elements;
}

/** A number is its digits; one with a fraction or an exponent is printed as the shortest text of its value, never as a whole one. */
function asNumberText(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number') return value;
  const source = context?.source ?? String(value);
  if (!/[.eE]/.test(source)) return source;
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

type Reviver = (key: string, value: unknown, context?: { readonly source?: string }) => unknown;

export function parseJson(text: string, reviver?: Reviver): unknown {
  try {
    return JSON.parse(text, reviver);
  } catch {
    return undefined;
  }
}

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
