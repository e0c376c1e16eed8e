import { useTranslation } from 'react-i18next';
import { Segments, Switch } from '../../components/fields.tsx';
import { languages } from '../../i18n/start.ts';
import { themes, useAppearance } from '../../state/appearance.ts';
import { useLayout } from '../../state/layout.ts';

/** How the window looks and speaks, on this machine. */
export function Appearance() {
  const { t } = useTranslation('settings');
  const { theme, language, setTheme, setLanguage } = useAppearance();
  const { railOpen, toggleRail } = useLayout();
  return (
    <section className="section settings-form">
      <div className="field">
        <span className="react-aria-Label">{t('appearance.theme')}</span>
        <Segments
          label={t('appearance.theme')}
          choices={themes.map((id) => ({ id, text: t(`appearance.themes.${id}`) }))}
          value={theme}
          onChange={setTheme}
        />
      </div>
      <div className="field">
        <span className="react-aria-Label">{t('appearance.language')}</span>
        <Segments
          label={t('appearance.language')}
          choices={languages.map((id) => ({ id, text: t(`common:languages.${id}`) }))}
          value={language}
          onChange={setLanguage}
        />
      </div>
      <Switch label={t('appearance.rail')} isOn={railOpen} onChange={toggleRail} />
      <p className="soft">{t('appearance.text')}</p>
    </section>
  );
}
