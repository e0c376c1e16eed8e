import type { QuaysideWindow } from '../contracts/shell/window.ts';

declare global {
  interface Window {
    /** What the desktop shell exposes; absent in a browser. */
    readonly quayside?: QuaysideWindow;
  }
}
