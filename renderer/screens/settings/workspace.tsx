import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { HealthCheck } from '../../../contracts/api/workspace.ts';
import { useClient } from '../../client/context.ts';
import { Button } from '../../components/button.tsx';
import { Mark } from '../../components/marks.tsx';
import { ErrorNotice, Loading } from '../../components/notice.tsx';
import { useFormat } from '../../format/use-format.ts';
import { Recent } from './recent.tsx';

const tones = { ok: 'good', warning: 'warning', error: 'error' } as const;

/** Whether the workspace and the machine under it are fit for work, in words. */
export function Workspace() {
  const { t } = useTranslation('settings');
  const client = useClient();
  const health = useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => client.workspace.health({}, { signal }),
  });
  const { data, error, refetch, isFetching } = health;
  return (
    <>
      <section className="section">
        <div className="row">
          <h2 className="grow">{t('health.title')}</h2>
          <Button kind="primary" isDisabled={isFetching} onPress={() => void refetch()}>
            {t('health.test')}
          </Button>
        </div>
        {error === null ? null : <ErrorNotice error={error} retry={() => void refetch()} />}
        {data === undefined && error === null ? <Loading /> : null}
        <ul className="checks">
          {data?.checks.map((check) => (
            <CheckRow key={check.check} check={check} />
          ))}
        </ul>
      </section>
      {window.quayside === undefined ? null : <Recent shell={window.quayside} />}
    </>
  );
}

function CheckRow({ check: { check, state, code, facts } }: { readonly check: HealthCheck }) {
  const { t } = useTranslation(['settings', 'errors']);
  const client = useClient();
  const data = useQueryClient();
  const format = useFormat();
  const relocate = useMutation({
    mutationFn: () => client.workspace.relocate({}),
    onSuccess: () => data.invalidateQueries(),
  });
  const isMoved = check === 'location' && state === 'warning';
  const values = {
    ...facts,
    free: format.bytes(Number(facts['freeBytes'] ?? 0)),
    memory: format.bytes(Number(facts['bytes'] ?? 0)),
    count: Number(facts['records'] ?? facts['tables'] ?? facts['tenants'] ?? 0),
    n: format.number(Number(facts['records'] ?? facts['tables'] ?? facts['tenants'] ?? 0)),
  };
  const text =
    state === 'error'
      ? t([`errors:${code ?? ''}.what`, 'health.fails'], { path: '', ...facts })
      : t([`health.${state}.${check}`, `health.ok.${check}`], values);
  return (
    <li className="check">
      <Mark tone={tones[state]} text={t(`health.name.${check}`)} />
      <span className="grow">{text}</span>
      {isMoved ? (
        <Button isDisabled={relocate.isPending} onPress={() => relocate.mutate()}>
          {t('health.relocate')}
        </Button>
      ) : null}
      {relocate.error === null ? null : <ErrorNotice error={relocate.error} />}
    </li>
  );
}
