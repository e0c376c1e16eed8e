import { describe, expect, it } from 'vitest';
import { baseName, shortId, tenantTitle } from '../../renderer/format/ids.ts';
import { bytes, percent, shortNumber } from '../../renderer/format/numbers.ts';
import { duration, relativeTime } from '../../renderer/format/times.ts';

describe('numbers', () => {
  it('are exact below 100,000 and short above, in the separators of the language', () => {
    expect(shortNumber(99_999, 'en')).toBe('99,999');
    expect(shortNumber(99_999, 'de')).toBe('99.999');
    expect(shortNumber(1_284_000, 'en')).toBe('1.28M');
    expect(shortNumber(1_284_000, 'de')).toBe('1,28\u00a0Mio.');
  });

  it('never round a share to all or nothing', () => {
    expect(percent(0.99999, 'en')).toBe('99.9%');
    expect(percent(0.00001, 'en')).toBe('0.1%');
    expect(percent(1, 'en')).toBe('100%');
    expect(percent(0, 'de')).toBe('0\u00a0%');
  });

  it('carry their unit', () => {
    expect(bytes(0, 'en')).toBe('0 byte');
    expect(bytes(1_300_000, 'en')).toBe('1.3 MB');
  });
});

describe('times', () => {
  const now = new Date('2026-11-24T12:00:00Z');
  it.each([
    ['2026-11-24T11:59:55Z', 'now'],
    ['2026-11-24T11:57:00Z', '3 minutes ago'],
    ['2026-11-21T12:00:00Z', '3 days ago'],
    ['2026-11-24T14:00:00Z', 'in 2 hours'],
  ])('%s is told as %s', (time, told) => {
    expect(relativeTime(new Date(time), now, 'en')).toBe(told);
  });

  it.each([
    [0.44, '0.4\u00a0s'],
    [12.3, '12\u00a0s'],
    [59.7, '60\u00a0s'],
    [200, '3\u00a0min 20\u00a0s'],
    [3900, '1\u00a0h 5\u00a0min'],
    [7200, '2\u00a0h'],
  ])('%d seconds last %s', (seconds, told) => {
    expect(duration(seconds, 'en')).toBe(told);
  });
});

describe('names', () => {
  it('are shortened in the middle where they are long', () => {
    expect(shortId('01M85KQ2X9ZY')).toBe('01M85KQ2X9ZY');
    expect(shortId('1c1850a0-dc8c-44d6-8a2d-14f968bc5dd1')).toBe('1c1850…5dd1');
  });

  it('of files and tenants are those of people', () => {
    expect(baseName('C:\\in\\parts.csv')).toBe('parts.csv');
    expect(baseName('/in/acme/')).toBe('acme');
    expect(tenantTitle('tenant_acme')).toBe('Acme');
    expect(tenantTitle('north-wind')).toBe('North Wind');
    expect(tenantTitle('tenant_')).toBe('tenant_');
  });
});
