import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { languages, themes } from '../../contracts/shell/calls.ts';

const bounds = z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) });

const schema = z.object({
  theme: z.enum(themes).catch('system'),
  /** Without it the system's. */
  language: z.enum(languages).optional().catch(undefined),
  /** Absolute paths, the latest first. */
  recentWorkspaces: z.array(z.string().min(1).max(4096)).max(20).catch([]),
  window: z.object({ bounds, maximised: z.boolean() }).optional().catch(undefined),
});

export type ShellSettingsData = Readonly<z.infer<typeof schema>>;
export type Bounds = Readonly<z.infer<typeof bounds>>;

/** What the shell remembers from one start to the next. Nothing in it is worth failing for: what cannot be read is as at first. */
export class ShellSettings {
  readonly #file: string;
  #now: ShellSettingsData;

  constructor(file: string) {
    this.#file = file;
    this.#now = schema.parse(readJson(file));
  }

  get now(): ShellSettingsData {
    return this.#now;
  }

  change(part: Partial<ShellSettingsData>): void {
    this.#now = { ...this.#now, ...part };
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      writeFileSync(`${this.#file}.new`, JSON.stringify(this.#now, undefined, 2));
      renameSync(`${this.#file}.new`, this.#file);
    } catch (cause) {
      console.error(`Settings are not kept in ${this.#file}: ${String(cause)}`);
    }
  }
}

function readJson(file: string): unknown {
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? read : {};
  } catch {
    return {};
  }
}
