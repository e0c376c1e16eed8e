import { useFormat } from '../../format/use-format.ts';

/** How much more or less than before, with its sign; a minus sign, not a hyphen. */
export function Delta({ now, before }: { readonly now: number; readonly before: number | undefined }) {
  const format = useFormat();
  if (before === undefined) return <span className="faint">–</span>;
  const difference = now - before;
  if (difference === 0) return <span className="faint num">±0</span>;
  return (
    <span className="num">
      {difference > 0 ? '+' : '−'}
      {format.number(Math.abs(difference))}
    </span>
  );
}
