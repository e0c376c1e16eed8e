import { expect, test } from 'vitest';
import { isMailbox, readPhone } from './contact.ts';
import { readList, readReferences } from './lists.ts';
import { compare, print, readDecimal, roundHalfEven, whole } from './numbers.ts';
import { printTimestamp, readDate, readTimestamp } from './times.ts';

const rounded = (text: string, scale: number): string | undefined => {
  const value = readDecimal(text);
  return value && print(roundHalfEven(value, scale));
};

test('halves round to the even digit, whatever the sign and however many digits', () => {
  expect(rounded('99.985', 2)).toBe('99.98');
  expect(rounded('99.995', 2)).toBe('100.00');
  expect(rounded('-0.005', 2)).toBe('0.00');
  expect(rounded('-0.015', 2)).toBe('-0.02');
  expect(rounded(`0.005${'0'.repeat(50)}1`, 2)).toBe('0.01');
  expect(rounded('7', 6)).toBe('7.000000');
});

test('a number is a sign, digits and a fraction, and compares exactly', () => {
  for (const text of ['', '.5', '5.', '1e5', '0x1F', '1,234', '1_000', 'NaN', '--5', '٣']) {
    expect(readDecimal(text), text).toBeUndefined();
  }
  const above = readDecimal('100.00000000000000000000001');
  expect(above && compare(above, whole(100))).toBe(1);
});

test('times without an offset are in the zone; a clock put back shows the later moment, one put forward skips', () => {
  const utc = (text: string, zone: string): string | undefined => {
    const micros = readTimestamp(text, zone);
    return micros === undefined ? undefined : printTimestamp(micros);
  };
  expect(utc('2026-07-01 10:00', 'Europe/Berlin')).toBe('2026-07-01T08:00:00.000000Z');
  expect(utc('2026-10-25T02:30:00', 'Europe/Berlin')).toBe('2026-10-25T01:30:00.000000Z');
  expect(utc('2026-03-29T02:30:00', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000000Z');
  expect(utc('2026-11-01T10:00:00.1234569+05:30', 'Europe/Berlin')).toBe('2026-11-01T04:30:00.123456Z');
  expect(utc('1753-01-01', 'UTC')).toBe('1753-01-01T00:00:00.000000Z');
  expect(utc('2026-02-30T00:00:00Z', 'UTC')).toBeUndefined();
  expect(utc('2026-11-01T10:00:00Z garbage', 'UTC')).toBeUndefined();
  expect(readDate('1970-01-01')).toBe(0);
});

test('lists read as JSON, as Python writes them and comma-joined; references refuse what hides a separator', () => {
  expect(readList('A, B,,')).toEqual(['A', 'B']);
  expect(readList('["A,B", null, "\\u00e9"]')).toEqual(['A,B', 'é']);
  expect(readList("['it\\'s', \"B\", None]")).toEqual(["it's", 'B']);
  expect(readList(String.raw`['A\xa0B', '\u00e9\n']`)).toEqual(['A B', 'é']);
  for (const text of [String.raw`['\d']`, String.raw`["\ud83d"]`])
    expect(readList(text), text).toBeUndefined();
  expect(readList('[A, B]')).toBeUndefined();
  expect(readList('{A,B}')).toBeUndefined();
  expect(readReferences('A , B')).toEqual(['A', 'B']);
  for (const text of ['A;B', 'A|B', 'A B', 'A,,B', 'A,', '["A", null]'])
    expect(readReferences(text), text).toBeUndefined();
});

test('mailboxes are those of RFC 5322, with one label or many', () => {
  for (const text of ['a@b', 'Bob <a@b.com>', '"Q. P." <a@b.com>', '"a b"@c.com', 'a@[10.0.0.1]']) {
    expect(isMailbox(text), text).toBe(true);
  }
  for (const text of [
    'a',
    '@b',
    'a@',
    'a..b@c',
    'a@b@c',
    'contact1@logan,lee.com',
    'a@b.com.',
    'Bob Q. <a@b>',
    'a\0@b',
  ]) {
    expect(isMailbox(text), text).toBe(false);
  }
});

test('phones lose separators and their extension; what is no number stays as written', () => {
  expect(readPhone('+1-555-809-5573')).toBe('+15558095573');
  expect(readPhone('+1 (555) 809 5573 ext. 12')).toBe('+15558095573');
  expect(readPhone('call Bob')).toBe('call Bob');
});
