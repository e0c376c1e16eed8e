import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { type Language, languages } from '../i18n/start.ts';
import { type Theme, themes, useAppearance } from '../state/appearance.ts';
import { useLayout } from '../state/layout.ts';
import { useScope } from '../state/scope.ts';
import { type Overlay, useFrame } from './use-frame.ts';
import { useWorkspace } from './use-workspace.ts';

export interface CommandContext {
  readonly t: TFunction;
  readonly tenants: readonly string[];
  readonly themes: readonly Theme[];
  readonly languages: readonly Language[];
  readonly open: (overlay: Overlay) => void;
  readonly setTenant: (tenant: string | null) => void;
  readonly setTheme: (theme: Theme) => void;
  readonly setLanguage: (language: Language) => void;
  readonly toggleRail: () => void;
}

/** What commands act on. */
export function useCommandContext(): CommandContext {
  const { t } = useTranslation();
  const { data } = useWorkspace();
  const open = useFrame((frame) => frame.open);
  const setTenant = useScope((scope) => scope.setTenant);
  const toggleRail = useLayout((layout) => layout.toggleRail);
  const { setTheme, setLanguage } = useAppearance();
  return {
    t,
    tenants: data?.tenants ?? [],
    themes,
    languages,
    open,
    setTenant,
    setTheme,
    setLanguage,
    toggleRail,
  };
}
