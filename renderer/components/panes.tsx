import { Fragment, type ReactNode, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLayout } from '../state/layout.ts';
import './panes.css';

export interface Pane {
  readonly name: string;
  readonly content: ReactNode;
  /** Pixels at first; the pane without takes what is left. */
  readonly size?: number;
  readonly least?: number;
  /** For the separator's screen reader text. */
  readonly label: string;
}

interface PanesProps {
  /** Under which the sizes are remembered. */
  readonly name: string;
  readonly panes: readonly Pane[];
}

const step = 16;

/** Panes side by side with separators that mouse and arrow keys move; sizes are remembered. Exactly one pane has no size. */
export function Panes({ name, panes }: PanesProps) {
  const sizes = useLayout((layout) => layout.panes);
  const rest = panes.findIndex(({ size }) => size === undefined);
  const sizeOf = (pane: Pane): number | undefined =>
    pane.size === undefined ? undefined : (sizes[`${name}.${pane.name}`] ?? pane.size);
  return (
    <div className="panes">
      {panes.map((pane, index) => {
        const size = sizeOf(pane);
        const moved = index <= rest ? panes[index - 1] : pane;
        return (
          <Fragment key={pane.name}>
            {index === 0 || moved === undefined ? null : (
              <Separator
                name={`${name}.${moved.name}`}
                label={moved.label}
                size={sizeOf(moved) ?? 0}
                least={moved.least ?? 140}
                grows={index <= rest ? 1 : -1}
              />
            )}
            <div className="pane" style={size === undefined ? { flex: 1 } : { width: size, flexShrink: 1 }}>
              {pane.content}
            </div>
          </Fragment>
        );
      })}
    </div>
  );
}

interface SeparatorProps {
  readonly name: string;
  readonly label: string;
  readonly size: number;
  readonly least: number;
  /** Whether its pane grows when it moves right (1) or left (-1). */
  readonly grows: 1 | -1;
}

function Separator({ name, label, size, least, grows }: SeparatorProps) {
  const { t } = useTranslation();
  const setPane = useLayout((layout) => layout.setPane);
  const start = useRef<{ readonly x: number; readonly size: number } | null>(null);
  const id = useId();
  const most = 900;
  const resize = (next: number): void => setPane(name, Math.round(Math.min(most, Math.max(least, next))));
  return (
    <div
      id={id}
      role="separator"
      aria-orientation="vertical"
      aria-label={`${t('resize')}: ${label}`}
      aria-valuenow={size}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      className="pane-separator"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, size };
      }}
      onPointerMove={(event) => {
        if (start.current !== null) resize(start.current.size + grows * (event.clientX - start.current.x));
      }}
      onPointerUp={() => {
        start.current = null;
      }}
      onKeyDown={(event) => {
        if (event.key === 'ArrowRight') resize(size + grows * step);
        if (event.key === 'ArrowLeft') resize(size - grows * step);
      }}
    />
  );
}
