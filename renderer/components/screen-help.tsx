import { CircleHelp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components';
import { usePlace } from '../router/use-place.ts';
import { IconButton } from './button.tsx';

/** What the screen at this place is for, and what can be done there: `help.json`, by the screen's name. */
export function ScreenHelp() {
  const { t } = useTranslation('help');
  const { screen } = usePlace();
  const lines: unknown = t(`${screen}.lines`, { returnObjects: true, defaultValue: [] });
  return (
    <DialogTrigger>
      <IconButton icon={CircleHelp} label={t('common:helpScreen')} />
      <Popover className="popover" placement="bottom end">
        <Dialog className="screen-help">
          <Heading slot="title" level={2}>
            {t(`${screen}.title`)}
          </Heading>
          <ul className="stack">
            {(Array.isArray(lines) ? lines : []).map((line: unknown) => (
              <li key={String(line)}>{String(line)}</li>
            ))}
          </ul>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
