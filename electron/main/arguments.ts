import { isAbsolute, resolve } from 'node:path';
import { type ShellLink, shellLink } from '../../contracts/shell/calls.ts';

/** What a start of the application asks for: the first one, or another one while it is open. */
export interface Asked {
  readonly workspace?: string;
  /** Absolute paths of files and folders. */
  readonly paths: readonly string[];
  readonly link?: ShellLink;
}

/** What follows the application itself in a process's arguments. */
export function ownArguments(
  given: readonly string[],
  appFolder: string,
  packaged: boolean,
): readonly string[] {
  const app = packaged ? 0 : given.findIndex((text, place) => place > 0 && resolve(text) === appFolder);
  return given.slice(app + 1);
}

/** Reads a start's own arguments (without the programs). Others are Electron's and Chromium's. */
export function readArguments(given: readonly string[], folder: string): Asked {
  const workspace = given.find((text) => text.startsWith('--workspace='))?.slice('--workspace='.length);
  const own = given.filter((text) => text !== '' && !text.startsWith('-'));
  const link = own.map(readLink).find((found) => found !== undefined);
  const paths = own.filter((text) => !isUrl(text)).map((text) => resolve(folder, text));
  return {
    paths,
    ...(workspace === undefined || workspace === '' ? {} : { workspace: resolve(folder, workspace) }),
    ...(link === undefined ? {} : { link }),
  };
}

/** `quayside://run/<id>`; undefined for anything else. */
export function readLink(url: string): ShellLink | undefined {
  const match = /^quayside:\/\/run\/([^/?#]+)\/?$/i.exec(url);
  const parsed = shellLink.safeParse({ to: 'run', runId: match?.[1] });
  return parsed.success ? parsed.data : undefined;
}

/** `C:\…` is no URL. */
const isUrl = (text: string): boolean => !isAbsolute(text) && /^[a-z][a-z0-9+.-]+:/i.test(text);
