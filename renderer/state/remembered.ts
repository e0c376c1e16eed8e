import type { z } from 'zod';

/**
 * A small value that is kept on this machine between starts: sizes of panes, theme, language. Unreadable or refused storage counts as
 * nothing remembered.
 */
export function remember<T extends z.ZodType>(key: string, schema: T) {
  const name = `quayside.${key}`;
  return {
    read(): z.output<T> | undefined {
      try {
        const text = localStorage.getItem(name);
        return text === null ? undefined : schema.safeParse(JSON.parse(text)).data;
      } catch {
        return undefined;
      }
    },
    write(value: z.input<T>): void {
      try {
        localStorage.setItem(name, JSON.stringify(value));
      } catch {
        // Private windows and full storage: the view works, it is only not remembered.
      }
    },
  };
}
