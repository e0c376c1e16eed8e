/**
 * A window that was open while Quayside was updated asks for parts of a page that are gone. It is loaded anew, once: should that not
 * help, the screen says that it cannot be shown.
 */
export function reloadWhenReplaced(): void {
  window.addEventListener('vite:preloadError', () => {
    const last = Number(sessionStorage.getItem(reloadedAt) ?? 0);
    if (Date.now() - last < leastMilliseconds) return;
    sessionStorage.setItem(reloadedAt, String(Date.now()));
    window.location.reload();
  });
}

const reloadedAt = 'quayside.reloaded-at';
const leastMilliseconds = 30_000;
