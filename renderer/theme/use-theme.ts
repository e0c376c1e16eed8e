import { useEffect } from 'react';
import { useAppearance } from '../state/appearance.ts';

const darkSystem = '(prefers-color-scheme: dark)';

/** Keeps `data-theme` of the document at the chosen theme, or at the system's. */
export function useTheme(): void {
  const theme = useAppearance((appearance) => appearance.theme);
  useEffect(() => {
    void window.quayside?.setTheme(theme);
    const system = window.matchMedia(darkSystem);
    const apply = (): void => {
      const isDark = theme === 'dark' || (theme === 'system' && system.matches);
      document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
    };
    apply();
    system.addEventListener('change', apply);
    return () => system.removeEventListener('change', apply);
  }, [theme]);
}
