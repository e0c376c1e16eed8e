import type { Terminal } from './terminal.ts';

/** Says on stderr which keys of a workspace's settings mean nothing. What is wrong with the file is said by who needs it. */
export async function warnOfSettings(terminal: Terminal, workspace: string): Promise<void> {
  const { unknownSettings } = await import('../app/tenant-settings.ts');
  for (const { path, nearest } of await unknownSettings(workspace)) {
    const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
    terminal.usage(`quayside: settings.json: ${path.join('.')} is not known and has no effect${hint}\n`);
  }
}
