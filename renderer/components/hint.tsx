import type { ReactNode } from 'react';
import { Focusable, Tooltip, TooltipTrigger } from 'react-aria-components';

/** Words that a hover or the keyboard's focus shows beside something small. */
export function Hint({ text, children }: { readonly text: string; readonly children: ReactNode }) {
  return (
    <TooltipTrigger delay={400}>
      <Focusable>
        <span role="note" className="hint">
          {children}
        </span>
      </Focusable>
      <Tooltip className="tooltip">{text}</Tooltip>
    </TooltipTrigger>
  );
}
