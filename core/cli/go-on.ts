import type { Host } from '../app/host.ts';
import { startEngineIfNeeded } from '../app/run-spawn.ts';
import type { Terminal } from './terminal.ts';

/** Runs that wait, or whose process was killed, and that nobody takes: they go on in the background. Best effort. */
export function goOn(terminal: Terminal, host: Host, workspace: string): void {
  try {
    if (startEngineIfNeeded(host, workspace))
      terminal.usage(
        'Runs that waited or were interrupted go on in the background; `quayside runs` shows them.\n',
      );
  } catch {
    // Whoever asked for something else got it; the next command tries again.
  }
}
