import { useTranslation } from 'react-i18next';
import { Collection, Header, ListBox, ListBoxItem, ListBoxSection } from 'react-aria-components';
import type { z } from 'zod';
import type { reason } from '../../../contracts/api/terms.ts';
import { ToneIcon } from '../../components/marks.tsx';
import { useFormat } from '../../format/use-format.ts';
import { useNames } from '../../format/use-names.ts';
import type { Asked } from './asked.ts';

type Group = z.infer<typeof reason>;

interface GroupListProps {
  readonly groups: readonly Group[];
  readonly asked: Asked;
  /** Null: all rows. */
  readonly onChoose: (group: Group | null) => void;
}

const datasets = ['suppliers', 'parts'] as const;
const keyOf = ({ dataset, code, field }: Pick<Group, 'dataset' | 'code' | 'field'>): string =>
  `${dataset} ${code} ${field}`;

/** Reasons, the most rows first; a press shows their rows, a second one all rows again. */
export function GroupList({ groups, asked, onChoose }: GroupListProps) {
  const { t } = useTranslation('quarantine');
  const names = useNames();
  const format = useFormat();
  const most = Math.max(1, ...groups.map(({ rows }) => rows));
  const chosen = groups.find(
    (group) =>
      group.code === asked.reason &&
      group.field === asked.field &&
      (asked.dataset ?? group.dataset) === group.dataset,
  );
  return (
    <ListBox
      aria-label={t('groups')}
      className="waiting-groups"
      selectionMode="single"
      selectedKeys={chosen === undefined ? [] : [keyOf(chosen)]}
      onSelectionChange={(keys) =>
        onChoose(groups.find((group) => keys !== 'all' && keys.has(keyOf(group))) ?? null)
      }
    >
      {datasets.map((dataset) => {
        const members = groups.filter((group) => group.dataset === dataset);
        return members.length === 0 ? null : (
          <ListBoxSection key={dataset} id={dataset}>
            <Header className="waiting-section">{t(`common:dataset.${dataset}`)}</Header>
            <Collection items={members.map((group) => ({ ...group, id: keyOf(group) }))}>
              {(group) => (
                <ListBoxItem
                  id={group.id}
                  textValue={`${names.field(group.field)}: ${names.code(group.code)}`}
                  className="waiting-group"
                >
                  <span className="row">
                    <span className="num waiting-count">{format.short(group.rows)}</span>
                    <span className="waiting-bar" aria-hidden>
                      <span
                        className={`waiting-fill waiting-${group.severity}`}
                        style={{ width: `${(group.rows / most) * 100}%` }}
                      />
                    </span>
                  </span>
                  <span className="row waiting-words">
                    <ToneIcon tone={group.severity === 'error' ? 'error' : 'warning'} />
                    <span>
                      <strong>{names.field(group.field)}</strong> {names.code(group.code)}
                    </span>
                  </span>
                  {group.knockOns === 0 ? null : (
                    <span className="faint waiting-knock">
                      {t('knockOns', { count: group.knockOns, n: format.number(group.knockOns) })}
                    </span>
                  )}
                </ListBoxItem>
              )}
            </Collection>
          </ListBoxSection>
        );
      })}
    </ListBox>
  );
}
