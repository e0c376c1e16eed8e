import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { ListBox, ListBoxItem } from 'react-aria-components';
import { Panes } from '../../components/panes.tsx';
import { ScreenHead } from '../../components/screen-head.tsx';
import { useWorkspace } from '../../frame/use-workspace.ts';
import { go } from '../../router/use-place.ts';
import type { ScreenProps } from '../index.ts';
import { About } from './about.tsx';
import { Appearance } from './appearance.tsx';
import { Contracts } from './contracts.tsx';
import { Tenants } from './tenants.tsx';
import { Workspace } from './workspace.tsx';
import './settings.css';

const sections = ['workspace', 'tenants', 'contracts', 'appearance', 'about'] as const;
type Section = (typeof sections)[number];

const contents: Record<Section, ComponentType<ScreenProps>> = {
  workspace: Workspace,
  tenants: Tenants,
  contracts: Contracts,
  appearance: Appearance,
  about: About,
};

/** Is everything connected, and as it should be? */
export default function Settings({ place }: ScreenProps) {
  const { t } = useTranslation('settings');
  const workspace = useWorkspace();
  const [wanted] = place.item.split('/');
  const section = sections.find((one) => one === wanted) ?? 'workspace';
  const Content = contents[section];
  return (
    <>
      <ScreenHead title={t('common:screens.settings')} facts={workspace.data?.folder} />
      <Panes
        name="settings"
        panes={[
          {
            name: 'sections',
            label: t('sections'),
            size: 184,
            least: 140,
            content: (
              <ListBox
                className="settings-sections"
                aria-label={t('sections')}
                selectionMode="single"
                selectionBehavior="replace"
                selectedKeys={[section]}
                onSelectionChange={(keys) => {
                  const [key] = keys === 'all' ? [] : [...keys];
                  if (key !== undefined) go({ screen: 'settings', item: String(key) });
                }}
              >
                {sections.map((one) => (
                  <ListBoxItem
                    key={one}
                    id={one}
                    className="settings-section"
                    textValue={t(`section.${one}`)}
                  >
                    {t(`section.${one}`)}
                  </ListBoxItem>
                ))}
              </ListBox>
            ),
          },
          {
            name: 'content',
            label: t(`section.${section}`),
            content: (
              <div className="screen-body settings-body">
                <Content place={place} />
              </div>
            ),
          },
        ]}
      />
    </>
  );
}
