import { type KeyboardEvent, type ReactNode, useRef } from 'react';

/**
 * Enter takes the marked line of a list that was just filtered, else the first one. The list itself listens for Enter only some time
 * after the last key; whoever types fast should not have to wait for that.
 */
export function FirstOnEnter({ children }: { readonly children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const onKey = (event: KeyboardEvent): void => {
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
