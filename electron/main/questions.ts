import { type BrowserWindow, dialog } from 'electron';
import { filled, type Words } from './words.ts';

/** Runs would end with the application: true where the person wants that. */
export async function askToInterrupt(window: BrowserWindow, words: Words): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: words.runsAreOn,
    detail: words.runsWillStop,
    buttons: [words.quitAnyway, words.stay],
    defaultId: 1,
    cancelId: 1,
  });
  return response === 0;
}

/** The page crashed again and again: true where the person wants it loaded once more, false: to quit. */
export async function askToReload(window: BrowserWindow, words: Words): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: words.pageGone,
    detail: words.pageGoneText,
    buttons: [words.reload, words.quit],
  });
  return response === 0;
}

export async function showAbout(window: BrowserWindow, words: Words, version: string): Promise<void> {
  await dialog.showMessageBox(window, {
    type: 'info',
    message: 'Quayside',
    detail: filled(words.aboutText, { version }),
    buttons: ['OK'],
  });
}
