import { type BrowserWindow, dialog, type OpenDialogOptions } from 'electron';
import type { SaveKind } from '../../contracts/shell/calls.ts';
import type { Words } from './words.ts';

const endings = {
  csv: ['csv'],
  parquet: ['parquet'],
  json: ['json'],
  yaml: ['yaml', 'yml'],
  sql: ['sql'],
  text: ['txt'],
} as const satisfies Record<SaveKind, readonly string[]>;

/** Files of a delivery; none: given up. */
export async function chooseFiles(window: BrowserWindow, words: Words): Promise<readonly string[]> {
  return choose(window, {
    title: words.chooseFiles,
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: words.deliveryFiles, extensions: ['csv', 'tsv', 'txt', 'parquet', 'gz'] },
      { name: words.allFiles, extensions: ['*'] },
    ],
  });
}

export async function chooseFolder(window: BrowserWindow, title: string): Promise<string | null> {
  const [chosen] = await choose(window, { title, properties: ['openDirectory', 'createDirectory'] });
  return chosen ?? null;
}

export async function chooseSaveFile(
  window: BrowserWindow,
  words: Words,
  name: string,
  kind: SaveKind,
): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: words.saveAs,
    defaultPath: plainName(name),
    filters: [
      { name: kind.toUpperCase(), extensions: [...endings[kind]] },
      { name: words.allFiles, extensions: ['*'] },
    ],
  });
  return canceled || filePath === '' || filePath === undefined ? null : filePath;
}

async function choose(window: BrowserWindow, options: OpenDialogOptions): Promise<readonly string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, options);
  return canceled ? [] : filePaths;
}

/** A page proposes a name, never a folder. */
const plainName = (name: string): string => name.replace(/[^\p{L}\p{N} ()._-]/gu, '_').replace(/^\.+/, '');
