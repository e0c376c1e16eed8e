import { webUtils } from 'electron';

/** Where a dropped or chosen file lies on this machine; empty for one that was made in the page. */
export function pathOf(file: object): string {
  if (!(file instanceof File)) return '';
  // Electron before 29 has the path on the file itself.
  const path: unknown = webUtils === undefined ? Reflect.get(file, 'path') : webUtils.getPathForFile(file);
  return typeof path === 'string' ? path : '';
}
