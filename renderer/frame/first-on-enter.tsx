import { type KeyboardEvent, type ReactNode, useRef } from 'react';

interface FirstOnEnterProps {
  readonly children: ReactNode;
  /** Escape closes at once; the field would only be emptied by the first one. */
  readonly close: () => void;
}

/**
 * Enter takes the marked line of a list that was just filtered, else the first one. The list itself listens for Enter only some time
 * after the last key; whoever types fast should not have to wait for that.
 */
export function FirstOnEnter({ children, close }: FirstOnEnterProps) {
  const box = useRef<HTMLDivElement>(null);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      return close();
    }
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    event.stopPropagation();
    event.preventDefault();
    const focused = box.current?.querySelector<HTMLElement>('[role=menuitem][data-focused]');
    (focused ?? box.current?.querySelector<HTMLElement>('[role=menuitem]'))?.click();
  };
  return (
    <div ref={box} className="first-on-enter" onKeyDownCapture={onKey} role="presentation">
      {children}
    </div>
  );
}
