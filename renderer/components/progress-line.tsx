import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { ProgressBar } from 'react-aria-components';
import type { ApiProgress } from '../../contracts/api/progress.ts';
import { useFormat } from '../format/use-format.ts';
import { useStageName } from '../format/use-stage-name.ts';
import './progress-line.css';

/** Stage, rows, rate and remaining time of long work, with a bar where the total is known. */
export function ProgressLine({
  progress,
  label,
}: {
  readonly progress: ApiProgress | undefined;
  readonly label: string;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const stageName = useStageName();
  const share = shareOf(progress);
  const facts = progress === undefined ? [] : factsOf(progress, format, t);
  const stage = progress === undefined ? label : stageName(progress.stage);
  return (
    <div className="progress-line">
      <ProgressBar
        aria-label={label}
        isIndeterminate={share === undefined}
        value={(share ?? 0) * 100}
        valueLabel={[stage, ...facts].join(' · ')}
        className="progress-bar"
      >
        <div
          className={share === undefined ? 'progress-fill progress-fill-open' : 'progress-fill'}
          style={share === undefined ? undefined : { width: `${share * 100}%` }}
        />
      </ProgressBar>
      <span className="progress-text num clip">
        <span className="progress-stage">{stage}</span>
        {facts.map((fact) => (
          <span key={fact}> · {fact}</span>
        ))}
      </span>
    </div>
  );
}

function shareOf(progress: ApiProgress | undefined): number | undefined {
  const { rows, total, bytes, totalBytes } = progress ?? {};
  if (rows !== undefined && total !== undefined && total > 0) return Math.min(1, rows / total);
  if (bytes !== undefined && totalBytes !== undefined && totalBytes > 0)
    return Math.min(1, bytes / totalBytes);
  return undefined;
}

function factsOf(
  { rows, total, bytes, totalBytes, rowsPerSecond, secondsLeft }: ApiProgress,
  format: ReturnType<typeof useFormat>,
  t: TFunction,
): string[] {
  const facts: string[] = [];
  if (rows !== undefined && total !== undefined)
    facts.push(
      t('progress.rows', { n: t('progress.of', { done: format.short(rows), total: format.short(total) }) }),
    );
  else if (rows !== undefined && rows > 0) facts.push(t('progress.rows', { n: format.short(rows) }));
  if (bytes !== undefined && totalBytes !== undefined)
    facts.push(t('progress.of', { done: format.bytes(bytes), total: format.bytes(totalBytes) }));
  if (rowsPerSecond !== undefined && rowsPerSecond >= 1)
    facts.push(t('progress.rate', { rate: format.short(Math.round(rowsPerSecond)) }));
  if (secondsLeft !== undefined)
    facts.push(t('progress.left', { time: format.duration(Math.max(1, secondsLeft)) }));
  return facts;
}
