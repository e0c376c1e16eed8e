import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from 'react-aria-components';
import { shortId } from '../../format/ids.ts';
import { useNames } from '../../format/use-names.ts';
import { type Asked, ask } from './asked.ts';

/** What the rows are narrowed to, each with a way out; nothing where nothing is asked. */
export function AskedLine({ asked }: { readonly asked: Asked }) {
  const { t } = useTranslation('quarantine');
  const names = useNames();
  const chips = [
    ...(asked.runId === null ? [] : [{ id: 'runId', text: t('chip.run', { run: shortId(asked.runId) }) }]),
    ...(asked.assigned === null
      ? []
      : [{ id: 'assigned', text: t('inspector.assigned', { to: asked.assigned }) }]),
    ...(asked.reason === null
      ? []
      : [{ id: 'reason', text: `${names.field(asked.field ?? '')}: ${names.code(asked.reason)}` }]),
    ...(asked.value === null ? [] : [{ id: 'value', text: `“${asked.value}”` }]),
  ] as const;
  if (chips.length === 0) return null;
  return (
    <div className="row wrap waiting-chips">
      {chips.map(({ id, text }) => (
        <span key={id} className="waiting-chip">
          <span className="clip">{text}</span>
          <Button
            className="waiting-chip-close"
            aria-label={t('chip.remove', { text })}
            onPress={() =>
              ask({
                ...asked,
                ...(id === 'reason' ? { reason: null, field: null, value: null } : { [id]: null }),
              })
            }
          >
            <X size={12} aria-hidden />
          </Button>
        </span>
      ))}
    </div>
  );
}
