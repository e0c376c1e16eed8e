import { useEffect } from 'react';

export interface Shortcut {
  /** `mod+k` (Ctrl, on a Mac Command), `g h` (one after the other), `?`. */
  readonly keys: string;
  readonly run: () => void;
  /** Also while somebody types; the default is only for those with `mod`. */
  readonly whileTyping?: boolean;
}

const sequenceMilliseconds = 1200;

/** Keys that work in the whole window. Letters stay letters where somebody types. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  useEffect(() => {
    let first: { readonly key: string; readonly at: number } | undefined;
    const onKey = (event: KeyboardEvent): void => {
      const key = keyOf(event);
      // A list under a text field hears its keys again, sent by the library: those are no keys of a person.
      if (key === undefined || event.defaultPrevented || !event.isTrusted) return;
      const before =
        first !== undefined && event.timeStamp - first.at < sequenceMilliseconds ? first.key : undefined;
      first = key.length === 1 ? { key, at: event.timeStamp } : undefined;
      const found =
        shortcuts.find(({ keys }) => before !== undefined && keys === `${before} ${key}`) ??
        shortcuts.find(({ keys }) => keys === key);
      if (
        found === undefined ||
        (isTyping(document.activeElement) && !(found.whileTyping ?? found.keys.startsWith('mod+')))
      )
        return;
      event.preventDefault();
      first = undefined;
      found.run();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [shortcuts]);
}

function keyOf(event: KeyboardEvent): string | undefined {
  if (event.altKey || event.isComposing || event.key.length > 1) return undefined;
  const isMod = isMac() ? event.metaKey : event.ctrlKey;
  if (!isMod && (event.ctrlKey || event.metaKey)) return undefined;
  return `${isMod ? 'mod+' : ''}${event.key.toLowerCase()}`;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input:not([type=range]), textarea, select') !== null)
  );
}

const isMac = (): boolean =>
  /mac/i.test(window.quayside?.platform ?? navigator.platform) || window.quayside?.platform === 'darwin';

/** `mod+k` as a person of this machine writes it. */
export const keysText = (keys: string): string =>
  keys
    .replace('mod+', isMac() ? '⌘' : document.documentElement.lang === 'de' ? 'Strg ' : 'Ctrl ')
    .split(' ')
    .map((part) => (part.length === 1 ? part.toUpperCase() : part))
    .map((part) => part.replace(/^⌘(.)$/, (_, letter: string) => `⌘${letter.toUpperCase()}`))
    .join(' ');
