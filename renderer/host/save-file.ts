import type { Target } from '../../contracts/api/terms.ts';
import type { SaveKind } from '../../contracts/shell/calls.ts';

/** Where a file is to go: the desktop asks in a dialog, a browser downloads it. Null: given up. */
export async function chooseTarget(name: string, kind: SaveKind): Promise<Target | null> {
  if (window.quayside === undefined) return { download: name };
  const path = await window.quayside.chooseSaveFile(name, kind);
  return path === null ? null : { path };
}

/** In a browser, fetches what the engine has written; in the desktop application it is where it belongs already. */
export function fetchWritten({ download }: { readonly download?: string | undefined }): void {
  if (download === undefined) return;
  const link = document.createElement('a');
  link.href = download;
  link.download = '';
  link.click();
}
