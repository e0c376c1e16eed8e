import { useTranslation } from 'react-i18next';
import { Collection, Header, ListBox, ListBoxItem, ListBoxSection } from 'react-aria-components';
import type { Cause } from '../../../../contracts/quarantine/cause.ts';
import { useFormat } from '../../../format/use-format.ts';
import { useNames } from '../../../format/use-names.ts';

interface CauseListProps {
  readonly causes: readonly Cause[];
  readonly chosen: string | null;
  /** Null: all rows. */
  readonly onChoose: (cause: Cause | null) => void;
}

const datasets = ['suppliers', 'parts'] as const;

/** Two cards with the same key are the same cause, also after a change. */
export const keyOfCause = ({ dataset, code, field, kind, value }: Cause): string =>
  JSON.stringify([dataset, code, field, kind, value]);

/** Cards, those first that free the most rows; a dirty value that repeats is one card. */
export function CauseList({ causes, chosen, onChoose }: CauseListProps) {
  const { t } = useTranslation('quarantine');
  const names = useNames();
  const format = useFormat();
  const most = Math.max(1, ...causes.map(({ frees, rows }) => Math.max(frees, rows)));
  return (
    <ListBox
      aria-label={t('causes')}
      className="waiting-groups"
      selectionMode="single"
      selectedKeys={chosen === null ? [] : [chosen]}
      onSelectionChange={(keys) =>
        onChoose(causes.find((cause) => keys !== 'all' && keys.has(keyOfCause(cause))) ?? null)
      }
    >
      {datasets.map((dataset) => {
        const members = causes.filter((cause) => cause.dataset === dataset);
        return members.length === 0 ? null : (
          <ListBoxSection key={dataset} id={dataset}>
            <Header className="waiting-section">{t(`common:dataset.${dataset}`)}</Header>
            <Collection items={members.map((cause) => ({ ...cause, id: keyOfCause(cause) }))}>
              {(cause) => (
                <ListBoxItem
                  id={cause.id}
                  textValue={`${names.field(cause.field)}: ${names.code(cause.code)}`}
                  className="waiting-group"
                >
                  <span className="row">
                    <span className="num waiting-count">{format.short(cause.rows)}</span>
                    <span className="waiting-bar" aria-hidden>
                      <span
                        className="waiting-fill waiting-error"
                        style={{ width: `${(Math.max(cause.frees, cause.rows) / most) * 100}%` }}
                      />
                    </span>
                  </span>
                  <span>
                    <strong>{names.field(cause.field)}</strong> {names.code(cause.code)}
                  </span>
                  <span className="clip">
                    {cause.kind === 'value' ? (
                      <code>{cause.value === null ? t('inspector.blank') : `“${cause.value}”`}</code>
                    ) : (
                      <span className="faint">
                        {cause.kind === 'nearly-all'
                          ? t('cause.nearlyAll')
                          : t('cause.values', { count: cause.values, n: format.number(cause.values) })}
                      </span>
                    )}
                  </span>
                  <span className="faint waiting-small">
                    {t('cause.frees', { count: cause.frees, n: format.number(cause.frees) })}
                    {cause.knockOns === 0
                      ? ''
                      : ` · ${t('cause.knockOns', { count: cause.knockOns, n: format.number(cause.knockOns) })}`}
                  </span>
                </ListBoxItem>
              )}
            </Collection>
          </ListBoxSection>
        );
      })}
    </ListBox>
  );
}
