import { type ReactNode, useEffect } from 'react';
import { ScreenHelp } from './screen-help.tsx';
import './screen-head.css';

interface ScreenHeadProps {
  readonly title: string;
  /** One line: the answer to the screen's question. */
  readonly facts?: ReactNode;
  /** The next step; the last one is the primary button. */
  readonly actions?: ReactNode;
}

/** The title line of a screen; its title is also the window's. */
export function ScreenHead({ title, facts, actions }: ScreenHeadProps) {
  useEffect(() => {
    document.title = `${title} · Quayside`;
  }, [title]);
  return (
    <header className="screen-head">
      <h1>{title}</h1>
      <div className="screen-facts">{facts}</div>
      <div className="row screen-actions">
        <ScreenHelp />
        {actions}
      </div>
    </header>
  );
}
