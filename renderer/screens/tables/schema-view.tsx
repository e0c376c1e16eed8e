import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/context.ts';
import { Id } from '../../components/figures.tsx';
import { Fold } from '../../components/fold.tsx';
import { Mark } from '../../components/marks.tsx';
import { ErrorNotice, Loading } from '../../components/notice.tsx';
import { Snippets } from './snippets.tsx';

/** Fields, partitions, and how other tools open the table. */
export function SchemaView({
  table,
  snapshotId,
}: {
  readonly table: string;
  readonly snapshotId: string | undefined;
}) {
  const { t } = useTranslation('tables');
  const client = useClient();
  const detail = useQuery({
    queryKey: ['tables', 'show', table],
    queryFn: ({ signal }) => client.tables.show({ table }, { signal }),
  });
  if (detail.error !== null)
    return (
      <div className="tables-pad">
        <ErrorNotice error={detail.error} retry={() => void detail.refetch()} />
      </div>
    );
  if (detail.data === undefined) return <Loading />;
  const { schema, partitionBy, formatVersion, location, metadataLocation, properties } = detail.data;
  return (
    <div className="tables-schema">
      <section className="section">
        <h2>{t('schema.snippets')}</h2>
        <Snippets table={table} snapshotId={snapshotId} />
      </section>
      <section className="section">
        <h2>{t('schema.fields', { count: schema.length })}</h2>
        <table className="tables-plain">
          <thead>
            <tr>
              <th className="num">{t('schema.id')}</th>
              <th>{t('schema.name')}</th>
              <th>{t('schema.type')}</th>
              <th>{t('schema.required')}</th>
              <th>{t('schema.doc')}</th>
            </tr>
          </thead>
          <tbody>
            {schema.map((field) => (
              <tr key={field.id}>
                <td className="num faint">{field.id}</td>
                <td>
                  <code>{field.name}</code>
                </td>
                <td>
                  <code className="soft">{field.type}</code>
                </td>
                <td>{field.required ? t('schema.yes') : ''}</td>
                <td>
                  <span className="row wrap">
                    {field.personal ? <Mark tone="warning" text={t('schema.personal')} /> : null}
                    {field.doc}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Fold title={t('schema.engineers')}>
        <dl className="tables-facts">
          <dt>{t('schema.partitions')}</dt>
          <dd>
            {partitionBy.map(({ transform, source }) => `${transform}(${source})`).join(', ') ||
              t('schema.none')}
          </dd>
          <dt>{t('schema.version')}</dt>
          <dd>Iceberg {formatVersion}</dd>
          <dt>{t('schema.location')}</dt>
          <dd>
            <Id id={location} whole />
          </dd>
          <dt>{t('schema.metadata')}</dt>
          <dd>
            <Id id={metadataLocation} whole />
          </dd>
          {Object.entries(properties).map(([name, value]) => (
            <Property key={name} name={name} value={value} />
          ))}
        </dl>
      </Fold>
    </div>
  );
}

const Property = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <>
    <dt className="mono">{name}</dt>
    <dd className="mono">{value}</dd>
  </>
);
