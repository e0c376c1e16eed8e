import { CircleOff, Copy, Hourglass, MessageSquare, ShieldOff, UserCheck, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RowViolation } from '../../../../contracts/api/quarantine.ts';
import { violationCodes } from '../../../../contracts/data/violation-codes.ts';
import type { OperationInput } from '../../../../contracts/quarantine/operation.ts';
import { Button } from '../../../components/button.tsx';
import { TextField } from '../../../components/fields.tsx';
import { useNames } from '../../../format/use-names.ts';
import { useShortcuts } from '../../../frame/shortcuts.ts';
import type { Dataset } from '../asked.ts';

type Asking = 'assign' | 'wait' | 'note' | 'waive' | 'reject';
type Change = NonNullable<OperationInput['changes']>[number];

/** What is asked for, with the key that asks for it. */
const askings = [
  { kind: 'assign', key: 's', icon: UserPlus },
  { kind: 'wait', key: 'w', icon: Hourglass },
  { kind: 'note', key: 'n', icon: MessageSquare },
  { kind: 'waive', key: 'v', icon: ShieldOff },
  { kind: 'reject', key: 'x', icon: CircleOff },
] as const;

interface RowActionsProps {
  readonly dataset: Dataset;
  readonly rowId: string;
  /** Of the row, those of the focused cell first. */
  readonly violations: readonly RowViolation[];
  /** Who it is that works here. */
  readonly me: string | undefined;
  readonly onPending: (operation: OperationInput) => void;
}

/** What is done to one row as a whole, each by its key: it becomes the pending change, whose effect is looked at before it counts. */
export function RowActions({ dataset, rowId, violations, me, onPending }: RowActionsProps) {
  const { t } = useTranslation('quarantine');
  const names = useNames();
  const [asking, setAsking] = useState<Asking | null>(null);
  const [text, setText] = useState('');
  const waivable = violations.find(
    ({ code, severity }) => severity === 'error' && !('locked' in violationCodes[code]),
  );
  const isDouble = violations.some(({ code }) => code.startsWith('DUPLICATE_'));
  const pend = (change: Change): void => {
    onPending({ dataset, selection: { rows: [rowId] }, changes: [change] });
    setAsking(null);
    setText('');
  };
  const take = (): void => {
    if (me !== undefined) pend({ kind: 'assign', to: me });
  };
  const keep = (): void => {
    if (isDouble) pend({ kind: 'keep', which: 'these' });
  };
  const open = askings.filter(({ kind }) => kind !== 'waive' || waivable !== undefined);
  useShortcuts([
    { keys: 'm', run: take },
    { keys: 'd', run: keep },
    ...open.map(({ kind, key }) => ({ keys: key, run: () => setAsking(kind) })),
  ]);
  const change = asking === null ? undefined : changeOf(asking, text.trim(), waivable);
  return (
    <div className="stack">
      <div className="row wrap desk-actions" role="toolbar" aria-label={t('rowActions.title')}>
        {isDouble ? (
          <Button icon={Copy} keys="D" onPress={keep}>
            {t('rowActions.keep')}
          </Button>
        ) : null}
        <Button icon={UserCheck} keys="M" isDisabled={me === undefined} onPress={take}>
          {t('rowActions.mine')}
        </Button>
        {open.map(({ kind, key, icon }) => (
          <Button
            key={kind}
            icon={icon}
            keys={key.toUpperCase()}
            aria-expanded={asking === kind}
            onPress={() => setAsking(asking === kind ? null : kind)}
          >
            {t(`rowActions.${kind}`)}
          </Button>
        ))}
      </div>
      {asking === null ? null : (
        <form
          key={asking}
          className="desk-ask"
          onSubmit={(event) => {
            event.preventDefault();
            if (change !== undefined) pend(change);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setAsking(null);
          }}
        >
          <TextField
            label={t(`rowActions.ask.${asking}`, {
              rule: waivable === undefined ? '' : names.code(waivable.code),
            })}
            value={text}
            onChange={setText}
            autoFocus
          />
          <Button type="submit" keys="Enter" isDisabled={change === undefined}>
            {t('bulk.look')}
          </Button>
        </form>
      )}
    </div>
  );
}

/** Undefined while something is missing. Nobody's, and waiting for nobody, are changes too. */
function changeOf(asking: Asking, text: string, violation: RowViolation | undefined): Change | undefined {
  switch (asking) {
    case 'assign':
      return { kind: 'assign', to: text === '' ? null : text };
    case 'wait':
      return { kind: 'wait', for: text === '' ? null : text };
    case 'note':
      return text === '' ? undefined : { kind: 'note', text };
    case 'reject':
      return text === '' ? undefined : { kind: 'reject', reason: text };
    case 'waive':
      return text === '' || violation === undefined
        ? undefined
        : { kind: 'waive', code: violation.code, reason: text };
  }
}
