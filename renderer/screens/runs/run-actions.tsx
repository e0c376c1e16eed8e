import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunDetail } from '../../../contracts/api/runs.ts';
import { useClient } from '../../client/context.ts';
import { faultOf } from '../../client/fault-of.ts';
import { Button } from '../../components/button.tsx';
import { useToasts } from '../../state/toasts.ts';
import { Rerun } from './rerun.tsx';
import { isOver } from './run-states.ts';

type Act = 'cancel' | 'resume' | 'retry';

/** What can be done with a run now. */
export function RunActions({ run: { runId, state, can, fault } }: { readonly run: RunDetail }) {
  const { t } = useTranslation(['runs', 'errors']);
  const client = useClient();
  const data = useQueryClient();
  const show = useToasts((toasts) => toasts.show);
  const [isRerun, setRerun] = useState(false);
  const act = useMutation({
    mutationFn: (what: Act) => client.runs[what]({ runId }),
    onSuccess: () => data.invalidateQueries(),
    onError: (error) => show({ tone: 'error', text: t(`errors:${faultOf(error).code}.what`) }),
  });
  const button = (what: Act, kind: 'primary' | 'plain') => (
    <Button kind={kind} isDisabled={act.isPending} onPress={() => act.mutate(what)}>
      {t(`act.${what}`)}
    </Button>
  );
  return (
    <>
      {can.cancel ? button('cancel', 'plain') : null}
      {can.resume ? button('resume', 'primary') : null}
      {can.retry && !can.resume ? button('retry', fault?.retryable === false ? 'plain' : 'primary') : null}
      {isOver(state) && !can.retry ? (
        <Button kind="primary" onPress={() => setRerun(true)}>
          {t('act.rerun')}
        </Button>
      ) : null}
      {isRerun ? <Rerun runId={runId} close={() => setRerun(false)} /> : null}
    </>
  );
}
