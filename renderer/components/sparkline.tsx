import { useFormat } from '../format/use-format.ts';
import './sparkline.css';

interface SparklineProps {
  /** Shares of 0 to 1, the oldest first. */
  readonly values: readonly number[];
  readonly label: string;
}

const width = 72;
const height = 20;

/** How a share went, in a line's height; the last value stands beside it. */
export function Sparkline({ values, label }: SparklineProps) {
  const format = useFormat();
  const last = values.at(-1);
  if (last === undefined) return <span className="faint">–</span>;
  const least = Math.min(0.9, ...values);
  const x = (index: number): number => 3 + (index / (values.length - 1)) * (width - 6);
  const y = (value: number): number => 3 + (1 - (value - least) / Math.max(0.001, 1 - least)) * (height - 6);
  const points = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  return (
    <span className="sparkline">
      {values.length < 2 ? null : (
        <svg width={width} height={height} role="img" aria-label={label}>
          <polyline points={points} />
          <circle cx={x(values.length - 1)} cy={y(last)} r={2.5} />
        </svg>
      )}
      <span className="num">{format.percent(last)}</span>
    </span>
  );
}
