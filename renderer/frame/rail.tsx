import { PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, Tooltip, TooltipTrigger } from 'react-aria-components';
import { IconButton } from '../components/button.tsx';
import { formatPlace } from '../router/place.ts';
import { screens } from '../screens/index.ts';
import { useLayout } from '../state/layout.ts';

/** The screens, as icons or with their names. */
export function Rail({ current }: { readonly current: string }) {
  const { t } = useTranslation();
  const { railOpen, toggleRail } = useLayout();
  return (
    <nav className={railOpen ? 'rail rail-open' : 'rail'} aria-label={t('rail.label')}>
      <ul>
        {screens.map(({ name, icon: Icon, key }) => (
          <li key={name}>
            <TooltipTrigger delay={400}>
              <Link
                className="rail-item"
                href={formatPlace({ screen: name })}
                aria-label={t(`screens.${name}`)}
                {...(name === current ? { 'aria-current': 'page' } : {})}
              >
                <Icon size={18} strokeWidth={1.75} aria-hidden />
                {railOpen ? <span className="clip grow">{t(`screens.${name}`)}</span> : null}
                {railOpen ? <kbd aria-hidden>G {key.toUpperCase()}</kbd> : null}
              </Link>
              <Tooltip className="tooltip" placement="right">
                {t(`screens.${name}`)} <kbd>G {key.toUpperCase()}</kbd>
              </Tooltip>
            </TooltipTrigger>
          </li>
        ))}
      </ul>
      <IconButton
        icon={railOpen ? PanelLeftClose : PanelLeftOpen}
        label={t(railOpen ? 'rail.collapse' : 'rail.expand')}
        onPress={toggleRail}
      />
    </nav>
  );
}
