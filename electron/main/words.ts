import type { Language } from '../../contracts/shell/calls.ts';
import de from './words/de.json' with { type: 'json' };
import en from './words/en.json' with { type: 'json' };

/** What the shell itself says: menus, dialogs, notifications. Both languages have every sentence. */
export type Words = Readonly<Record<keyof typeof en, string>>;

const all = { en, de } as const satisfies Record<Language, Words>;

export const wordsOf = (language: Language): Words => all[language];

/** The language of the person's system, where it is one of ours. */
export const languageOf = (locale: string): Language => (/^de\b/i.test(locale) ? 'de' : 'en');

/** Puts values into a sentence: `{name}`. */
export const filled = (sentence: string, values: Readonly<Record<string, string | number>>): string =>
  sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
