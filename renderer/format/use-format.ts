import { useMemo } from 'react';
import { useAppearance } from '../state/appearance.ts';
import { bytes, exactNumber, percent, shortNumber } from './numbers.ts';
import { absoluteTime, duration, relativeTime } from './times.ts';

/** The formatters in the reader's language. */
export function useFormat() {
  const language = useAppearance((appearance) => appearance.language);
  return useMemo(
    () => ({
      language,
      number: (value: number) => exactNumber(value, language),
      short: (value: number) => shortNumber(value, language),
      percent: (share: number) => percent(share, language),
      bytes: (value: number) => bytes(value, language),
      relative: (time: Date, now = new Date()) => relativeTime(time, now, language),
      absolute: (time: Date) => absoluteTime(time, language),
      duration: (seconds: number) => duration(seconds, language),
    }),
    [language],
  );
}
