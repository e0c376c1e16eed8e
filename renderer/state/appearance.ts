import { z } from 'zod';
import { create } from 'zustand';
import { type Language, languages, systemLanguage } from '../i18n/start.ts';
import { remember } from './remembered.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const kept = remember('appearance', z.object({ theme: z.enum(themes), language: z.enum(languages) }));

interface Appearance {
  readonly theme: Theme;
  readonly language: Language;
  readonly setTheme: (theme: Theme) => void;
  readonly setLanguage: (language: Language) => void;
}

/** How the window looks and speaks; kept on this machine. */
export const useAppearance = create<Appearance>((set, get) => {
  const change = (part: Partial<Pick<Appearance, 'theme' | 'language'>>): void => {
    set(part);
    const { theme, language } = get();
    kept.write({ theme, language });
  };
  return {
    ...(kept.read() ?? { theme: 'system', language: systemLanguage() }),
    setTheme: (theme) => change({ theme }),
    setLanguage: (language) => change({ language }),
  };
});
