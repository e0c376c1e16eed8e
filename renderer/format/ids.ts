/** Long ids are shortened in the middle: their ends differ most. What is copied is always the whole. */
export function shortId(id: string, { head = 6, tail = 4 } = {}): string {
  return id.length <= head + tail + 3 ? id : `${id.slice(0, head)}…${id.slice(-tail)}`;
}

/** A file's or folder's own name: the last part of its path. */
export const baseName = (path: string): string =>
  path
    .replace(/[/\\]+$/, '')
    .split(/[/\\]/)
    .at(-1) ?? path;

/** `tenant_acme` reads as Acme, `north-wind` as North Wind. The name itself stays what it is. */
export function tenantTitle(tenant: string): string {
  const words = tenant
    .replace(/^tenant[_-]/i, '')
    .split(/[_-]+/)
    .filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ') || tenant;
}
