import { Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { Target } from '../../../contracts/api/terms.ts';
import { faultOf } from '../../client/fault-of.ts';
import { useJob } from '../../client/use-job.ts';
import { useFormat } from '../../format/use-format.ts';
import { useSentence } from '../../format/use-sentence.ts';
import { chooseTarget, fetchWritten } from '../../host/save-file.ts';
import { useToasts } from '../../state/toasts.ts';

const formats = ['csv', 'parquet'] as const;
type Format = (typeof formats)[number];

interface ExportButtonProps {
  /** Suggested for the file. */
  readonly name: string;
  readonly start: (format: Format, to: Target) => Promise<{ readonly jobId: string }>;
  readonly isDisabled?: boolean;
}

/** Writes all rows into a file that a dialog names, or that the browser downloads. Its progress is among the jobs. */
export function ExportButton({ name, start, isDisabled = false }: ExportButtonProps) {
  const { t } = useTranslation('tables');
  const format = useFormat();
  const show = useToasts((toasts) => toasts.show);
  const [wish, setWish] = useState<{ readonly format: Format; readonly to: Target } | null>(null);
  const job = useJob('export', () =>
    wish === null ? Promise.reject(new Error('no file was chosen')) : start(wish.format, wish.to),
  );
  const outcome = job.job?.outcome;
  const fault = useSentence(faultOf(job.error ?? new Error('none')));
  useEffect(() => {
    if (wish !== null) job.start();
    // Once per choice of a file.
  }, [wish]);
  useEffect(() => {
    if (outcome === undefined) return;
    fetchWritten(outcome);
    show({ tone: 'good', text: t('export.done', { n: format.number(outcome.rows) }) });
    // Once per outcome.
  }, [outcome]);
  useEffect(() => {
    if (job.error !== undefined && job.error !== null) show({ tone: 'error', text: fault.what });
  }, [job.error]);
  const choose = async (kind: Format): Promise<void> => {
    const to = await chooseTarget(`${name.replace(/\.\w+$/, '')}.${kind}`, kind);
    if (to !== null) setWish({ format: kind, to });
  };
  return (
    <MenuTrigger>
      <AriaButton className="button button-plain" isDisabled={isDisabled || job.isOn}>
        <Download size={14} aria-hidden />
        <span className="clip">{t('export.button')}</span>
      </AriaButton>
      <Popover className="popover">
        <Menu
          className="list-box"
          aria-label={t('export.button')}
          onAction={(key) => {
            const kind = formats.find((one) => one === key);
            if (kind !== undefined) void choose(kind);
          }}
        >
          {formats.map((kind) => (
            <MenuItem key={kind} id={kind} className="list-item">
              {t(`export.${kind}`)}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
