/** The scheme and the origin of the application's own page: nothing else is ever shown, or believed. */
export const pageScheme = 'app';
const pageOrigin = 'app://quayside';
export const pageUrl = `${pageOrigin}/index.html`;

/** Whether a URL is of the application's own page. `URL.origin` is "null" for schemes of one's own. */
export function isPageUrl(url: string): boolean {
  const parsed = URL.parse?.(url) ?? parse(url);
  return parsed !== null && parsed.protocol === `${pageScheme}:` && parsed.host === 'quayside';
}

function parse(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}
