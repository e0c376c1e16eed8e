import type { CodeLists } from '../../contracts/data/code-lists.ts';
import type { Field, TextShape } from '../../contracts/data/dataset.ts';
import { readElementCode, readHazard, readIncoterms, readUnit } from './code-texts.ts';
import { readEmail, readPhone } from './contact.ts';
import { type Point, readPoint } from './geo.ts';
import { readList, readReferences } from './lists.ts';
import { compare, fitsInt, fitsPrecision, print, readDecimal, roundHalfEven, whole } from './numbers.ts';
import { normalise, upper } from './text.ts';
import { printDate, printTimestamp, readDate, readTimestamp } from './times.ts';
import type { Reading } from './types.ts';

export interface Bounds {
  readonly min: number;
  readonly max?: number;
}

export interface ReadingContext {
  readonly timezone: string;
  readonly codeLists: CodeLists;
}

export const blank: Reading = { canonical: null, filled: false, unread: false };
const unreadable: Reading = { canonical: null, filled: true, unread: true };

type Reader = (text: string, field: Field, context: ReadingContext, bounds?: Bounds) => Reading;

const asText =
  (change: (text: string, codeLists: CodeLists) => string): Reader =>
  (text, _, { codeLists }) => ({ canonical: change(text, codeLists), filled: true, unread: false });

const asList =
  (change: (element: string, codeLists: CodeLists) => string): Reader =>
  (text, _, { codeLists }) =>
    listReading(readList(text)?.map((element) => change(element, codeLists)));

const readers: Readonly<Record<TextShape, Reader>> = {
  free: asText((text) => text),
  upper: asText(upper),
  email: asText(readEmail),
  phone: asText(readPhone),
  incoterms: asText((text, { incoterms }) => readIncoterms(text, incoterms)),
  unit: asText((text, { units }) => readUnit(text, units)),
  hazard: asText((text, { hazardClasses }) => readHazard(text, hazardClasses)),
  number: readNumber,
  date: (text) => {
    const days = readDate(text);
    return days === undefined
      ? unreadable
      : { canonical: printDate(days), filled: true, unread: false, days };
  },
  timestamp: (text, _, { timezone }) => {
    const micros = readTimestamp(text, timezone);
    return micros === undefined ? unreadable : timeReading(micros);
  },
  list: asList((element) => element),
  'certification-list': asList((element, { certifications }) => readElementCode(element, certifications)),
  'flag-list': asList((element, { complianceFlags }) => readElementCode(element, complianceFlags)),
  'reference-list': (text) => listReading(readReferences(text)),
  geo: (text) => pointReading(readPoint(text)),
};

/** The value of a cell. `bounds` are those of the field's range rule: a number outside them is out of range, not unreadable. */
export function readCell(
  raw: string | null,
  field: Field,
  context: ReadingContext,
  bounds: Bounds | undefined,
): Reading {
  const text = normalise(raw);
  return text === null ? blank : readers[field.shape](text, field, context, bounds);
}

export const timeReading = (micros: bigint): Reading => ({
  canonical: printTimestamp(micros),
  filled: true,
  unread: false,
  micros,
});

function listReading(elements: readonly string[] | undefined): Reading {
  if (elements === undefined) return unreadable;
  return { canonical: JSON.stringify(elements), filled: true, unread: false, elements };
}

export function pointReading(point: Point | undefined): Reading {
  if (point === undefined) return unreadable;
  const { lat, lon } = point;
  if (lat === null && lon === null) return blank;
  const canonical = lat === null || lon === null ? null : JSON.stringify({ lat: lat + 0, lon: lon + 0 });
  return { canonical, filled: true, unread: false, point };
}

function readNumber(text: string, { type }: Field, _: ReadingContext, bounds?: Bounds): Reading {
  const number = readDecimal(text);
  if (number === undefined) return unreadable;
  const scale = type.kind === 'decimal' ? type.scale : 0;
  const kept = roundHalfEven(number, scale);
  const loss = compare(kept, number) !== 0;
  if (type.kind === 'int' && loss) return unreadable;
  const fits = type.kind === 'decimal' ? fitsPrecision(kept, type.precision) : fitsInt(kept);
  if (fits) return { canonical: print(kept), filled: true, unread: false, number, kept, loss };
  return bounds !== undefined && isOutside(number, bounds)
    ? { canonical: null, filled: true, unread: false, number, loss }
    : unreadable;
}

export function isOutside(number: NonNullable<Reading['number']>, { min, max }: Bounds): boolean {
  return compare(number, whole(min)) < 0 || (max !== undefined && compare(number, whole(max)) > 0);
}
