import type { App, Session } from 'electron';
import { isPageUrl } from './page.ts';

/** No page leaves the application's own, opens a window, or brings in a frame of another kind, whoever made it. */
export function lockPages(app: App): void {
  app.on('web-contents-created', (_, contents) => {
    const stay = (event: { readonly preventDefault: () => void }, url: string): void => {
      if (!isPageUrl(url)) event.preventDefault();
    };
    contents.on('will-navigate', stay);
    contents.on('will-redirect', stay);
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/** Text may be copied; a page gets no other permission, no device, and nothing from the network. */
export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, decide) =>
    decide(isAllowed(permission, contents.getURL())),
  );
  session.setPermissionCheckHandler((_, permission, origin) => isAllowed(permission, `${origin}/`));
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isOwn(details.url) }));
}

const isAllowed = (permission: string, url: string): boolean =>
  permission === 'clipboard-sanitized-write' && isPageUrl(url);

/** Of the page itself, or made by it; `devtools` are those of a development build. */
const isOwn = (url: string): boolean =>
  isPageUrl(url) || /^(?:data:|devtools:|blob:app:\/\/quayside\/)/.test(url);
