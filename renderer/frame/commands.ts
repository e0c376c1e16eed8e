import {
  FileUp,
  FlaskConical,
  Keyboard,
  Languages,
  Layers,
  Map as MapIcon,
  PanelLeft,
  Search,
  SunMoon,
  UserRound,
} from 'lucide-react';
import { tenantTitle } from '../format/ids.ts';
import { go } from '../router/use-place.ts';
import { screens } from '../screens/index.ts';
import type { Command } from './palette.tsx';
import { keysText } from './shortcuts.ts';
import type { CommandContext } from './use-command-context.ts';

/** All commands, in the order of the palette. */
export function commandsOf(context: CommandContext): Command[] {
  const { t, open, toggleRail } = context;
  return [
    ...screens.map(({ name, icon, key }) => ({
      id: `go-${name}`,
      group: 'go' as const,
      text: t('commands.goTo', { screen: t(`screens.${name}`) }),
      icon,
      keys: `G ${key.toUpperCase()}`,
      run: () => go({ screen: name }),
    })),
    {
      id: 'new-run',
      group: 'do',
      text: t('commands.newRun'),
      icon: FileUp,
      run: () => go({ screen: 'runs', item: 'new' }),
    },
    {
      id: 'generate',
      group: 'do',
      text: t('commands.generate'),
      icon: FlaskConical,
      run: () => go({ screen: 'generate' }),
    },
    {
      id: 'search',
      group: 'do',
      text: t('commands.searchKey'),
      icon: Search,
      keys: keysText('mod+p'),
      run: () => open('keySearch'),
    },
    { id: 'tour', group: 'do', text: t('commands.tour'), icon: MapIcon, run: () => open('tour') },
    {
      id: 'shortcuts',
      group: 'do',
      text: t('commands.shortcuts'),
      icon: Keyboard,
      keys: '?',
      run: () => open('shortcuts'),
    },
    ...tenantCommands(context),
    ...lookCommands(context),
    { id: 'rail', group: 'look', text: t('commands.rail'), icon: PanelLeft, run: toggleRail },
  ];
}

function tenantCommands({ t, tenants, setTenant }: CommandContext): Command[] {
  return [
    {
      id: 'all-tenants',
      group: 'tenant',
      text: t('commands.allTenants'),
      icon: Layers,
      run: () => setTenant(null),
    },
    ...tenants.map((tenant) => ({
      id: `tenant-${tenant}`,
      group: 'tenant' as const,
      text: t('commands.tenant', { tenant: tenantTitle(tenant) }),
      icon: UserRound,
      run: () => setTenant(tenant),
    })),
  ];
}

function lookCommands({ t, themes, languages, setTheme, setLanguage }: CommandContext): Command[] {
  return [
    ...themes.map((theme) => ({
      id: `theme-${theme}`,
      group: 'look' as const,
      text: t('commands.theme', { theme: t(`themes.${theme}`) }),
      icon: SunMoon,
      run: () => setTheme(theme),
    })),
    ...languages.map((language) => ({
      id: `language-${language}`,
      group: 'look' as const,
      text: t('commands.language', { language: t(`languages.${language}`) }),
      icon: Languages,
      run: () => setLanguage(language),
    })),
  ];
}
