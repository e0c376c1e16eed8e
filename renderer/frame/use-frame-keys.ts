import { useMemo } from 'react';
import { go } from '../router/use-place.ts';
import { screens } from '../screens/index.ts';
import { type Shortcut, useShortcuts } from './shortcuts.ts';
import { useFrame } from './use-frame.ts';

/** The keys that work on every screen. */
export function useFrameKeys(): void {
  const open = useFrame((frame) => frame.open);
  const shortcuts = useMemo<readonly Shortcut[]>(
    () => [
      { keys: 'mod+k', run: () => open('palette') },
      { keys: 'mod+p', run: () => open('keySearch') },
      { keys: '?', run: () => open('shortcuts') },
      { keys: '/', run: focusFilter },
      ...screens.map(({ name, key }) => ({ keys: `g ${key}`, run: () => go({ screen: name }) })),
    ],
    [open],
  );
  useShortcuts(shortcuts);
}

function focusFilter(): void {
  document.querySelector<HTMLInputElement>('#screen .search-field input')?.focus();
}
