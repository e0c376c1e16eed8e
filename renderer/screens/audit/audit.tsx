import { useQuery } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/context.ts';
import { useJob } from '../../client/use-job.ts';
import { Button } from '../../components/button.tsx';
import { CopyCommand } from '../../components/copy-command.tsx';
import { Segments } from '../../components/fields.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { ProgressLine } from '../../components/progress-line.tsx';
import { ScreenHead } from '../../components/screen-head.tsx';
import { go } from '../../router/use-place.ts';
import type { ScreenProps } from '../index.ts';
import { Lineage } from './lineage.tsx';
import { Log } from './log.tsx';
import { Seal } from './seal.tsx';
import './audit.css';
import { useCommandLine } from '../../frame/use-command-line.ts';

/** Who did what to this, and can it be proved? */
export default function Audit({ place }: ScreenProps) {
  const { t } = useTranslation('audit');
  const commandOf = useCommandLine();
  const client = useClient();
  const seal = useQuery({
    queryKey: ['audit', 'seal'],
    queryFn: ({ signal }) => client.audit.seal({}, { signal }),
  });
  const verify = useJob('verify', () => client.audit.verify({}));
  const verdict = verify.job?.outcome ?? seal.data?.seal ?? null;
  const ended = verify.job !== undefined && verify.job.state !== 'on';
  useEffect(() => {
    if (ended) void seal.refetch();
  }, [ended, seal.refetch]);
  const view = place.item !== '' || place.query['view'] === 'lineage' ? 'lineage' : 'log';
  return (
    <>
      <ScreenHead
        title={t('title')}
        facts={<Seal verdict={verdict} />}
        actions={
          <>
            <Segments
              label={t('view')}
              value={view}
              choices={[
                { id: 'log', text: t('log.title') },
                { id: 'lineage', text: t('lineage.title') },
              ]}
              onChange={(next) => go({ screen: 'audit', query: { view: next } })}
            />
            <CopyCommand command={commandOf('audit', 'verify')} />
            {verify.isOn ? (
              <Button onPress={() => void verify.cancel()}>{t('common:cancel')}</Button>
            ) : (
              <Button kind="primary" icon={ShieldCheck} onPress={verify.start}>
                {t('verify')}
              </Button>
            )}
          </>
        }
      />
      {verify.isOn ? (
        <div className="audit-progress">
          <ProgressLine progress={verify.job?.progress} label={t('verifying')} />
        </div>
      ) : null}
      {verify.error === undefined || verify.error === null ? null : (
        <div className="audit-progress">
          <ErrorNotice error={verify.error} retry={verify.start} />
        </div>
      )}
      {view === 'log' ? <Log verdict={verdict} /> : <Lineage of={place.item} />}
    </>
  );
}
