import { type PlotOptions, plot } from '@observablehq/plot';
import { useEffect, useRef, useState } from 'react';
import './chart.css';

interface ChartProps {
  /** What it shows, in a sentence: what a screen reader says in its place. */
  readonly label: string;
  /** Drawn for this width; keep it stable with `useMemo`/`useCallback`. */
  readonly options: (width: number) => PlotOptions;
  readonly height: number;
}

/** A picture by Observable Plot that keeps to its column's width. */
export function Chart({ label, options, height }: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = host.current;
    if (element === null || width < 40) return undefined;
    const drawing = plot({
      width,
      height,
      style: { background: 'transparent', fontFamily: 'inherit', fontSize: '11px', overflow: 'visible' },
      ...options(width),
    });
    // The picture as a whole has its label; Plot's own name what marks are called.
    for (const part of drawing.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
    drawing.setAttribute('aria-hidden', 'true');
    element.replaceChildren(drawing);
    return () => element.replaceChildren();
  }, [options, width, height]);
  return <div ref={host} className="chart" role="img" aria-label={label} style={{ height }} />;
}
