import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPlace, parsePlace } from '../../renderer/router/place.ts';

describe('a place', () => {
  it('is the same after it went through the address', () => {
    const name = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(name, fc.string(), fc.dictionary(name, fc.string()), (screen, item, query) => {
        const found = parsePlace(formatPlace({ screen, item, query }));
        expect({ ...found, query: { ...found.query } }).toEqual({ screen, item, query: { ...query } });
      }),
    );
  });

  it('is Home where the address says nothing', () => {
    expect(parsePlace('').screen).toBe('home');
    expect(parsePlace('#/').screen).toBe('home');
  });

  it('does not fail on an address that is no fragment of ours', () => {
    expect(parsePlace('#/runs/%E0%A4%A').item).toBe('%E0%A4%A');
  });
});
