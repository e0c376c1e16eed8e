import type { RunInput } from '../../../contracts/api/runs.ts';
import { isTimezone } from '../../../contracts/timezone.ts';

/** What else may be said of a delivery, as it was typed; empty: as the tenant's settings say. */
export interface Details {
  readonly extractedAt: string;
  readonly asOf: string;
  readonly timezone: string;
  readonly dataSource: string;
}

export const noDetails: Details = { extractedAt: '', asOf: '', timezone: '', dataSource: '' };

/** What of it cannot be understood. */
export const wrongDetails = ({ extractedAt, asOf, timezone }: Details): readonly (keyof Details)[] => [
  ...(isTime(extractedAt) ? [] : (['extractedAt'] as const)),
  ...(isTime(asOf) ? [] : (['asOf'] as const)),
  ...(timezone === '' || isTimezone(timezone) ? [] : (['timezone'] as const)),
];

/** As the engine takes it; of what is wrong nothing. */
export const detailsOf = (details: Details): Partial<Pick<RunInput, keyof Details>> => {
  const { extractedAt, asOf, timezone, dataSource } = details;
  const wrong = wrongDetails(details);
  const say = (name: keyof Details, value: string): Partial<Record<keyof Details, string>> =>
    value === '' || wrong.includes(name) ? {} : { [name]: value };
  return {
    ...say('extractedAt', utc(extractedAt)),
    ...say('asOf', utc(asOf)),
    ...say('timezone', timezone),
    ...say('dataSource', dataSource),
  };
};

/** A date with an optional time: `2026-11-24`, `2026-11-24 06:00`, with an offset or else of this machine's zone. */
const timeText = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

const isTime = (text: string): boolean =>
  text === '' || (timeText.test(text) && !Number.isNaN(Date.parse(text.replace(' ', 'T'))));

const utc = (text: string): string =>
  text === '' || !isTime(text) ? '' : new Date(text.replace(' ', 'T')).toISOString();
