import { useTranslation } from 'react-i18next';
import { Header, ListBox, ListBoxItem, ListBoxSection } from 'react-aria-components';
import type { TableSummary } from '../../../contracts/api/tables.ts';
import { Num } from '../../components/figures.tsx';

const layers = ['silver', 'quarantine', 'other'] as const;

interface TableListProps {
  readonly tables: readonly TableSummary[];
  readonly chosen: string;
  readonly onChoose: (table: string) => void;
}

/** The tables by what they are for, each with its rows. */
export function TableList({ tables, chosen, onChoose }: TableListProps) {
  const { t } = useTranslation('tables');
  const titleOf = useTableTitle();
  return (
    <ListBox
      aria-label={t('list')}
      className="tables-list"
      selectionMode="single"
      selectionBehavior="replace"
      disallowEmptySelection
      selectedKeys={[chosen]}
      onSelectionChange={(keys) => {
        const found = tables.find(({ table }) => keys !== 'all' && keys.has(table));
        if (found !== undefined) onChoose(found.table);
      }}
    >
      {layers.map((layer) => {
        const members = tables.filter((table) => table.layer === layer);
        return members.length === 0 ? null : (
          <ListBoxSection key={layer} id={layer}>
            <Header className="tables-layer">{t(`layers.${layer}`)}</Header>
            {members.map((table) => (
              <ListBoxItem
                key={table.table}
                id={table.table}
                textValue={titleOf(table)}
                className="list-item tables-item"
              >
                <span className="tables-name">
                  <span className="clip">{titleOf(table)}</span>
                  <code className="faint clip">{table.table}</code>
                </span>
                <Num value={table.rows} />
              </ListBoxItem>
            ))}
          </ListBoxSection>
        );
      })}
    </ListBox>
  );
}

/** A table's name for people: its dataset where it is one of ours. */
function useTableTitle(): (table: TableSummary) => string {
  const { t } = useTranslation();
  return ({ dataset, table }) =>
    dataset === null ? (table.split('.').at(-1) ?? table) : t(`dataset.${dataset}`);
}
