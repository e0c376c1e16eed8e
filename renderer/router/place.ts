/**
 * Where in the application somebody is, as the address's fragment: `#/runs/01M8…?tab=rows`. A fragment works the same behind the web
 * host, Electron's app scheme and a deep link.
 */
export interface Place {
  readonly screen: string;
  /** What of the screen: an id, or empty. */
  readonly item: string;
  readonly query: Readonly<Record<string, string>>;
}

export function parsePlace(fragment: string): Place {
  const [path = '', search = ''] = fragment.replace(/^#?\/?/, '').split('?', 2);
  const [screen = '', ...rest] = path.split('/').map(decode);
  return {
    screen: screen === '' ? 'home' : screen,
    item: rest.join('/'),
    query: Object.fromEntries(new URLSearchParams(search)),
  };
}

export function formatPlace({ screen, item = '', query = {} }: Partial<Place> & { screen: string }): string {
  const search = new URLSearchParams(Object.entries(query)).toString();
  const path = [screen, item].filter((part) => part !== '').map(encodeURIComponent);
  return `#/${path.join('/')}${search === '' ? '' : `?${search}`}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
