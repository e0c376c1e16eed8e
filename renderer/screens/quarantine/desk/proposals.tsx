import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { RowViolation } from '../../../../contracts/api/quarantine.ts';
import type { OperationInput } from '../../../../contracts/quarantine/operation.ts';
import type { Proposal } from '../../../../contracts/quarantine/proposal.ts';
import type { Selection } from '../../../../contracts/quarantine/selection.ts';
import { useClient } from '../../../client/context.ts';
import { Button } from '../../../components/button.tsx';
import { ErrorNotice } from '../../../components/notice.tsx';
import { useFormat } from '../../../format/use-format.ts';
import { useShortcuts } from '../../../frame/shortcuts.ts';
import type { Dataset } from '../asked.ts';

interface ProposalsProps {
  readonly tenant: string;
  readonly dataset: Dataset;
  readonly rowId: string;
  readonly violation: RowViolation & { readonly field: string };
  /** A change waits already: A is then its key. */
  readonly isPending: boolean;
  readonly onUse: (operation: OperationInput) => void;
}

/** Fixes that the data suggest for the cell, and for all that are wrong alike; A takes the first. */
export function Proposals({ tenant, dataset, rowId, violation, isPending, onUse }: ProposalsProps) {
  const { t } = useTranslation('quarantine');
  const { code, field, value } = violation;
  const here = useProposals(tenant, dataset, { rows: [rowId] });
  const alike = useProposals(tenant, dataset, { reason: code, field, value });
  const own = (here.data?.proposals ?? []).filter((one) => one.field === field && one.code === code);
  const all = (alike.data?.proposals ?? []).filter((one) => one.field === field && one.rows > 1);
  const [best] = [...all, ...own];
  // Only while it has a use for the key: who takes a key keeps it from all others.
  useShortcuts(isPending || best === undefined ? [] : [{ keys: 'a', run: () => onUse(best.operation) }]);
  const error = here.error ?? alike.error;
  if (error !== null) return <ErrorNotice error={error} />;
  if (here.data === undefined || alike.data === undefined)
    return <p className="faint">{t('proposals.looking')}</p>;
  return (
    <div className="stack">
      <h3>{t('proposals.title')}</h3>
      {own.length + all.length === 0 ? <p className="faint">{t('proposals.none')}</p> : null}
      {all.map((one) => (
        <Card key={one.proposalId} proposal={one} isBest={one === best} onUse={onUse} />
      ))}
      {own.map((one) => (
        <Card key={one.proposalId} proposal={one} isBest={one === best} onUse={onUse} />
      ))}
    </div>
  );
}

function useProposals(tenant: string, dataset: Dataset, selection: Selection) {
  const client = useClient();
  return useQuery({
    queryKey: ['steward', tenant, 'proposals', dataset, selection],
    queryFn: ({ signal }) => client.steward.propose({ tenant, dataset, selection }, { signal }),
    staleTime: 60_000,
  });
}

interface CardProps {
  readonly proposal: Proposal;
  readonly isBest: boolean;
  readonly onUse: (operation: OperationInput) => void;
}

function Card({ proposal, isBest, onUse }: CardProps) {
  const { t } = useTranslation('quarantine');
  const format = useFormat();
  const [first] = proposal.examples;
  const others = proposal.examples.length - 1;
  const keep = proposal.operation.changes.find((change) => change.kind === 'keep');
  return (
    <div className="desk-proposal">
      <div className="stack desk-step-words">
        <span className="desk-after">
          {keep === undefined ? (first?.after ?? t('inspector.blank')) : t(`change.keep_${keep.which}`)}
          {others > 0 ? <span className="faint"> {t('proposals.others', { count: others })}</span> : null}
        </span>
        <span className="faint waiting-small">
          {format.percent(proposal.confidence)} ·{' '}
          {t(`proposals.kind.${proposal.kind}`, { defaultValue: proposal.kind })}
          {' · '}
          {t('proposals.rows', { count: proposal.rows, n: format.number(proposal.rows) })}
        </span>
      </div>
      <Button icon={Check} {...(isBest ? { keys: 'A' } : {})} onPress={() => onUse(proposal.operation)}>
        {t('proposals.use')}
      </Button>
    </div>
  );
}
