import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundSource } from '../../../contracts/api/files.ts';
import { useClient } from '../../client/context.ts';
import { Segments } from '../../components/fields.tsx';
import { useFormat } from '../../format/use-format.ts';
import type { RowSource } from '../../grid/row-source.ts';
import { RowsGrid } from '../../grid/rows-grid.tsx';

/** The rows of the chosen files as they were read, before anything is decided about them; one file at a time. */
export function FilePreview({ found }: { readonly found: readonly FoundSource[] }) {
  const { t } = useTranslation('runs');
  const files = found.filter(({ kind }) => kind === 'file');
  const [chosen, setChosen] = useState('');
  const idOf = ({ source }: FoundSource): string => JSON.stringify(source);
  const file = files.find((one) => idOf(one) === chosen) ?? files[0];
  if (file === undefined) return null;
  return (
    <section className="section">
      <div className="row wrap">
        <h3>{t('preview.title')}</h3>
        {files.length < 2 ? null : (
          <Segments
            label={t('preview.file')}
            choices={files.map((one) => ({ id: idOf(one), text: one.name }))}
            value={idOf(file)}
            onChange={setChosen}
          />
        )}
      </div>
      <FileRows key={idOf(file)} file={file} />
    </section>
  );
}

function FileRows({ file }: { readonly file: FoundSource }) {
  const { t } = useTranslation('runs');
  const client = useClient();
  const format = useFormat();
  const [total, setTotal] = useState<number | null>(null);
  const [key] = useState(JSON.stringify(['file', file.source, file.modifiedAt]));
  const source = useMemo<RowSource>(
    () => ({
      key,
      page: (page, signal) =>
        client.files.preview({ source: file.source, page }, signal === undefined ? {} : { signal }),
    }),
    // `key` says which file.
    [client, key],
  );
  return (
    <>
      <span className="faint num">
        {total === null ? t('preview.reading') : t('preview.rows', { count: total, n: format.number(total) })}
      </span>
      <div className="file-rows">
        <RowsGrid
          source={source}
          label={t('preview.label', { name: file.name })}
          onView={(view) => setTotal(view.total)}
        />
      </div>
    </>
  );
}
