import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Panes } from '../../components/panes.tsx';

/** Of windows of 1024 pixels, where the rows need the room. */
const narrow = window.innerWidth < 1200;

interface ThreePanesProps {
  /** Remembers the sizes. */
  readonly name: string;
  readonly left: { readonly name: string; readonly label: string; readonly content: ReactNode };
  readonly rows: ReactNode;
  readonly inspector: ReactNode;
}

/** What is wrong on the left, the rows, the chosen one on the right. */
export function ThreePanes({ name, left, rows, inspector }: ThreePanesProps) {
  const { t } = useTranslation('quarantine');
  return (
    <Panes
      name={name}
      panes={[
        { ...left, size: narrow ? 216 : 268, least: 180 },
        { name: 'rows', label: t('rows'), content: rows },
        {
          name: 'inspector',
          size: narrow ? 248 : 320,
          least: 220,
          label: t('inspector.title'),
          content: inspector,
        },
      ]}
    />
  );
}
