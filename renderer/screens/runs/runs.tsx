import { useTranslation } from 'react-i18next';
import { ScreenHead } from '../../components/screen-head.tsx';

export default function Screen() {
  const { t } = useTranslation();
  return <ScreenHead title={t('screens.runs')} />;
}
