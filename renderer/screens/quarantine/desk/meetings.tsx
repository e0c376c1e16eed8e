import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ReturnPreview } from '../../../../contracts/api/outcomes.ts';
import type { OperationInput } from '../../../../contracts/quarantine/operation.ts';
import { Button } from '../../../components/button.tsx';
import { When } from '../../../components/figures.tsx';
import { useNames } from '../../../format/use-names.ts';

type Meeting = ReturnPreview['meetings'][number];
/** `row`: the waiting one, whatever its time; `silver`: the waiting one is rejected. */
type Kept = 'silver' | 'row';

/** The operation that says which of the two is kept; it can be undone like any other. */
export const choiceOf = ({ dataset, rowId }: Meeting, kept: Kept): OperationInput => ({
  dataset,
  selection: { rows: [rowId] },
  changes: [
    kept === 'row' ? { kind: 'keep', which: 'these' } : { kind: 'reject', reason: 'what silver has is kept' },
  ],
});

interface MeetingsProps {
  readonly meetings: readonly Meeting[];
  readonly isBusy: boolean;
  readonly onKeep: (meeting: Meeting, kept: Kept) => void;
}

/** Rows that meet another version of themselves, both values beside each other, and which of them is to be kept. */
export function Meetings({ meetings, isBusy, onKeep }: MeetingsProps) {
  const { t } = useTranslation('quarantine');
  const names = useNames();
  const different = meetings.filter(({ differences }) => differences.length > 0);
  if (different.length === 0) return null;
  return (
    <div className="stack">
      <h3>{t('return.meetings', { count: different.length })}</h3>
      <ul className="desk-meetings">
        {different.map((meeting) => {
          const { rowId, key, wins, rowTime, silverTime, differences } = meeting;
          return (
            <li key={rowId} className="desk-meeting">
              <span className="row">
                <code className="clip grow">{key ?? rowId}</code>
                <span className={wins ? undefined : 'tone-warning'}>
                  {t(wins ? 'return.wins' : 'return.loses')}
                </span>
              </span>
              <table className="desk-table">
                <thead>
                  <tr>
                    <th>{t('effect.field')}</th>
                    <th>
                      {t('return.inSilver')} {silverTime === null ? null : <When time={silverTime} />}
                    </th>
                    <th>
                      {t('return.here')} {rowTime === null ? null : <When time={rowTime} />}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {differences.map(({ field, silver, row }) => (
                    <tr key={field}>
                      <td>{names.field(field)}</td>
                      <td>{silver ?? t('inspector.blank')}</td>
                      <td>{row ?? t('inspector.blank')}</td>
                    </tr>
                  ))}
                  <tr>
                    <td />
                    <td>
                      <Button icon={Check} isDisabled={isBusy} onPress={() => onKeep(meeting, 'silver')}>
                        {t('return.keepSilver')}
                      </Button>
                    </td>
                    <td>
                      {wins ? (
                        <span className="faint">{t('return.kept')}</span>
                      ) : (
                        <Button icon={Check} isDisabled={isBusy} onPress={() => onKeep(meeting, 'row')}>
                          {t('return.keepRow')}
                        </Button>
                      )}
                    </td>
                  </tr>
                </tbody>
              </table>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
