import { useMemo, useSyncExternalStore } from 'react';
import { formatPlace, type Place, parsePlace } from './place.ts';

const subscribe = (tell: () => void): (() => void) => {
  window.addEventListener('hashchange', tell);
  return () => window.removeEventListener('hashchange', tell);
};

/** The present place; the component is drawn anew when it changes. */
export function usePlace(): Place {
  const fragment = useSyncExternalStore(subscribe, () => window.location.hash);
  return useMemo(() => parsePlace(fragment), [fragment]);
}

/** Goes there; the browser's back leads back. `replace` for changes within a screen, such as a tab. */
export function go(
  place: Partial<Place> & { readonly screen: string },
  { replace = false }: { readonly replace?: boolean } = {},
): void {
  const fragment = formatPlace(place);
  if (replace) {
    window.history.replaceState(null, '', fragment);
    window.dispatchEvent(new HashChangeEvent('hashchange'));
  } else {
    window.location.hash = fragment;
  }
}
