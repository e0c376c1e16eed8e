import type { WebContents, WebFrameMain } from 'electron';
import { isPageUrl } from './page.ts';

interface Sent {
  readonly sender: WebContents;
  /** Null where the frame is gone, or went elsewhere meanwhile. */
  readonly senderFrame: WebFrameMain | null;
}

/** Whether a message is from the application's own page in one of its own windows, and not from a frame within it. */
export function isOwnPage({ sender, senderFrame }: Sent, windows: ReadonlySet<WebContents>): boolean {
  return (
    senderFrame !== null &&
    windows.has(sender) &&
    senderFrame === sender.mainFrame &&
    isPageUrl(senderFrame.url)
  );
}
