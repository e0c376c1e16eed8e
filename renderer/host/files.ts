import type { Source } from '../../contracts/api/terms.ts';
import type { QuaysideWindow } from '../../contracts/shell/window.ts';

/** A file or folder that a person chose, as the engine can be told of it. */
export interface ChosenSource {
  readonly name: string;
  readonly source: Source;
}

/** Files by the system's dialog, or by the browser's, which uploads them. Empty: given up. */
export async function chooseFiles(
  shell: QuaysideWindow | undefined = window.quayside,
): Promise<readonly ChosenSource[]> {
  if (shell !== undefined) return chosenPaths(await shell.chooseFiles());
  return uploadAll(await browserFiles());
}

/** What was dropped on the window, or is in the clipboard. */
export async function takeFiles(
  files: readonly File[],
  shell: QuaysideWindow | undefined = window.quayside,
): Promise<readonly ChosenSource[]> {
  if (shell !== undefined) return chosenPaths(shell.pathsOf(files));
  return uploadAll(files);
}

export const chosenPaths = (paths: readonly string[]): readonly ChosenSource[] =>
  paths.map((path) => ({ name: path, source: { path } }));

function browserFiles(): Promise<readonly File[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = '.csv,.tsv,.txt,.gz,.zst,.parquet';
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}

async function uploadAll(files: readonly File[]): Promise<readonly ChosenSource[]> {
  const chosen: ChosenSource[] = [];
  for (const file of files) chosen.push({ name: file.name, source: { upload: await upload(file) } });
  return chosen;
}

/** Sends a file to the web host; the answer is the handle that names it. */
async function upload(file: File): Promise<string> {
  const response = await fetch(`/upload?name=${encodeURIComponent(file.name)}`, {
    method: 'POST',
    body: file,
  });
  if (!response.ok) throw new Error(`upload of ${file.name}: ${response.status} ${await response.text()}`);
  const answer: unknown = await response.json();
  if (
    typeof answer !== 'object' ||
    answer === null ||
    !('upload' in answer) ||
    typeof answer.upload !== 'string'
  )
    throw new Error(`upload of ${file.name}: no handle in the answer`);
  return answer.upload;
}
