import {
  FlaskConical,
  House,
  type LucideIcon,
  Play,
  ScrollText,
  Settings2,
  ShieldAlert,
  Table2,
} from 'lucide-react';
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { Place } from '../router/place.ts';
import Home from './home/home.tsx';

export interface ScreenProps {
  /** What of the screen the address names; changes come with `go`. */
  readonly place: Place;
}

export interface Screen {
  /** In addresses, and the i18n key `screens.<name>`; its texts are `i18n/<language>/<name>.json`. */
  readonly name: string;
  readonly icon: LucideIcon;
  /** After G. */
  readonly key: string;
  /** Its code; asked for by whoever shows it, or in advance. */
  readonly load: () => Promise<unknown>;
  readonly Component: LazyExoticComponent<ComponentType<ScreenProps>>;
}

const screen = (
  name: string,
  key: string,
  icon: LucideIcon,
  load: () => Promise<{ readonly default: ComponentType<ScreenProps> }>,
): Screen => ({ name, key, icon, load, Component: lazy(load) });

/** In the order of the rail. A screen of its own folder exports its component as default. */
export const screens: readonly Screen[] = [
  // The first that is seen: it comes with the frame.
  screen('home', 'h', House, () => Promise.resolve({ default: Home })),
  screen('generate', 'g', FlaskConical, () => import('./generate/generate.tsx')),
  screen('runs', 'r', Play, () => import('./runs/runs.tsx')),
  screen('quarantine', 'q', ShieldAlert, () => import('./quarantine/quarantine.tsx')),
  screen('tables', 't', Table2, () => import('./tables/tables.tsx')),
  screen('audit', 'a', ScrollText, () => import('./audit/audit.tsx')),
  screen('settings', 's', Settings2, () => import('./settings/settings.tsx')),
];
