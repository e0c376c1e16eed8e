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
  readonly Component: LazyExoticComponent<ComponentType<ScreenProps>>;
}

/** In the order of the rail. A screen of its own folder exports its component as default. */
export const screens: readonly Screen[] = [
  { name: 'home', icon: House, key: 'h', Component: lazy(() => import('./home/home.tsx')) },
  {
    name: 'generate',
    icon: FlaskConical,
    key: 'g',
    Component: lazy(() => import('./generate/generate.tsx')),
  },
  { name: 'runs', icon: Play, key: 'r', Component: lazy(() => import('./runs/runs.tsx')) },
  {
    name: 'quarantine',
    icon: ShieldAlert,
    key: 'q',
    Component: lazy(() => import('./quarantine/quarantine.tsx')),
  },
  { name: 'tables', icon: Table2, key: 't', Component: lazy(() => import('./tables/tables.tsx')) },
  { name: 'audit', icon: ScrollText, key: 'a', Component: lazy(() => import('./audit/audit.tsx')) },
  {
    name: 'settings',
    icon: Settings2,
    key: 's',
    Component: lazy(() => import('./settings/settings.tsx')),
  },
];
