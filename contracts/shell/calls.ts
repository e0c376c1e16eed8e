import { z } from 'zod';
import { id } from '../journal/values.ts';

/**
 * What a page asks of the desktop shell, one message each. The shell refuses what does not fit, and whatever does not come from
 * the application's own page.
 */

/** An absolute path of this machine. */
const path = z.string().min(1).max(4096);
const name = z.string().min(1).max(255);

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** What a file to be saved holds: its ending, and what the dialog calls it. */
const saveKinds = ['csv', 'parquet', 'json', 'yaml', 'sql', 'text'] as const;
export type SaveKind = (typeof saveKinds)[number];

/** Under which a secret is kept, such as `s3/production`. */
const secretName = z.string().regex(/^[a-z0-9][a-z0-9/_.-]{0,99}$/, 'expected a name such as s3/production');

export const shellCall = z.discriminatedUnion('kind', [
  /** A port to the engine is wanted. */
  z.strictObject({ kind: z.literal('connect') }),
  /** Events may come from now on. */
  z.strictObject({ kind: z.literal('listen') }),
  z.strictObject({ kind: z.literal('state') }),
  z.strictObject({ kind: z.literal('chooseFiles') }),
  z.strictObject({ kind: z.literal('chooseFolder') }),
  z.strictObject({ kind: z.literal('chooseSaveFile'), name, save: z.enum(saveKinds) }),
  z.strictObject({ kind: z.literal('showInFolder'), path }),
  z.strictObject({ kind: z.literal('openWorkspace'), path: path.optional() }),
  z.strictObject({ kind: z.literal('forgetWorkspace'), path }),
  z.strictObject({ kind: z.literal('setTheme'), theme: z.enum(themes) }),
  z.strictObject({ kind: z.literal('setLanguage'), language: z.enum(languages) }),
  z.strictObject({ kind: z.literal('hasSecret'), name: secretName }),
  z.strictObject({ kind: z.literal('setSecret'), name: secretName, secret: z.string().min(1).max(16_384) }),
  z.strictObject({ kind: z.literal('removeSecret'), name: secretName }),
  z.strictObject({ kind: z.literal('restartEngine') }),
]);

export type ShellCall = z.infer<typeof shellCall>;

/** A link to a place in the application: `quayside://run/<id>`. */
export const shellLink = z.strictObject({ to: z.literal('run'), runId: id });
export type ShellLink = z.infer<typeof shellLink>;
