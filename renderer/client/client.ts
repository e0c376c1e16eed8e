import { createORPCClient } from '@orpc/client';
import type { ApiClient } from '../../contracts/api/index.ts';
import { connectShell } from './connect-shell.ts';
import { connectSocket } from './connect-socket.ts';
import { useLine } from './line.ts';
import { SwitchingLink } from './switching-link.ts';

/**
 * The engine as the renderer sees it. Over a port of the desktop shell where there is one, else over a WebSocket of the page's origin.
 * Calls wait while there is no connection; a call that was under way when it was lost fails.
 */
export function connect(): ApiClient {
  const link = new SwitchingLink();
  const ends = {
    onLink: (next: Parameters<SwitchingLink['replace']>[0]) => link.replace(next),
    onState: useLine.getState().set,
  };
  if (window.quayside === undefined) connectSocket(ends);
  else connectShell(window.quayside, ends);
  return createORPCClient(link);
}
