import { describe, expect, it } from 'vitest';
import { detailsOf, noDetails, wrongDetails } from '../../renderer/screens/runs/details.ts';

describe('what else is said of a delivery', () => {
  it('is nothing where nothing was typed', () => {
    expect(detailsOf(noDetails)).toEqual({});
    expect(wrongDetails(noDetails)).toEqual([]);
  });

  it('is told in UTC', () => {
    expect(
      detailsOf({ ...noDetails, extractedAt: '2026-11-24T06:00+02:00', timezone: 'Europe/Berlin' }),
    ).toEqual({
      extractedAt: '2026-11-24T04:00:00.000Z',
      timezone: 'Europe/Berlin',
    });
  });

  it.each(['yesterday', '2026-13-40', '24.11.2026', '2026-11-24T25:00Z'])('%s is no time', (asOf) => {
    expect(wrongDetails({ ...noDetails, asOf })).toEqual(['asOf']);
    expect(detailsOf({ ...noDetails, asOf })).toEqual({});
  });

  it('names a zone that there is', () => {
    expect(wrongDetails({ ...noDetails, timezone: 'Europe/Atlantis' })).toEqual(['timezone']);
  });
});
