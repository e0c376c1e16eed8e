import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import type { Place } from '../router/place.ts';
import { Door } from './door.tsx';
import { Num } from './figures.tsx';
import './flow-picture.css';

export const destinations = [
  'inserted',
  'updated',
  'unchanged',
  'quarantined',
  'repeated',
  'superseded',
] as const;
export type Destination = (typeof destinations)[number];

/** landed = inserted + updated + unchanged + quarantined + repeated + superseded. */
export type Flow = Readonly<Record<Destination | 'landed', number>>;

interface FlowPictureProps {
  readonly flow: Flow;
  /** Where the rows of a destination can be looked at. */
  readonly doorOf: (of: Destination | 'landed') => (Partial<Place> & { readonly screen: string }) | undefined;
}

const height = 232;
const row = 36;
const gap = 4;
const width = 260;

/** Where the landed rows went: bands as wide as their share, numbers that open the rows. */
export function FlowPicture({ flow, doorOf }: FlowPictureProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const bands = bandsOf(flow);
  const share = (rows: number): number => (flow.landed === 0 ? 0 : rows / flow.landed);
  return (
    <div className="flow">
      <div className="flow-landed">
        <Count of="landed" rows={flow.landed} to={doorOf('landed')} />
        <span className="soft">{t('flow.landed')}</span>
      </div>
      <svg className="flow-bands" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden>
        <rect x={0} y={0} width={6} height={height} className="flow-source" />
        {bands.map(({ of, path, bar }) => (
          <g key={of} className={`flow-${of}`}>
            <path d={path} className="flow-band" />
            <rect x={width - 6} y={bar.y} width={6} height={bar.height} className="flow-bar" />
          </g>
        ))}
      </svg>
      <ul className="flow-ends">
        {destinations.map((of) => (
          <li
            key={of}
            className={flow[of] === 0 ? 'flow-end flow-none' : 'flow-end'}
            title={t(`flow.why.${of}`)}
          >
            <Count of={of} rows={flow[of]} to={flow[of] === 0 ? undefined : doorOf(of)} />
            <span className="clip">{t(`flow.${of}`)}</span>
            <span className="num faint flow-share">
              {flow[of] === 0 ? '' : format.percent(share(flow[of]))}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface CountProps {
  readonly of: Destination | 'landed';
  readonly rows: number;
  readonly to: (Partial<Place> & { readonly screen: string }) | undefined;
}

function Count({ of, rows, to }: CountProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const number = <Num value={rows} />;
  return (
    <span className="flow-count">
      {to === undefined ? (
        number
      ) : (
        <Door to={to} label={t('flow.open', { rows: format.number(rows), of: t(`flow.${of}`) })}>
          {number}
        </Door>
      )}
    </span>
  );
}

/** From a stack at the left to bars of at least a hair's height, each in the middle of its line at the right. */
function bandsOf(flow: Flow) {
  let from = 0;
  return destinations.flatMap((of, index) => {
    const rows = flow[of];
    if (rows === 0 || flow.landed === 0) return [];
    const left = (rows / flow.landed) * height;
    const tall = Math.max(2, Math.min(row - 6, left));
    const middle = index * (row + gap) + row / 2;
    const top = middle - tall / 2;
    const start = from;
    from += left;
    const bend = width / 2;
    const path = [
      `M6,${start}`,
      `C${bend},${start} ${bend},${top} ${width - 6},${top}`,
      `V${top + tall}`,
      `C${bend},${top + tall} ${bend},${start + left} 6,${start + left}`,
      'Z',
    ].join(' ');
    return [{ of, path, bar: { y: top, height: tall } }];
  });
}
