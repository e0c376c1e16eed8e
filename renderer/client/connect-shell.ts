import type { ClientContext, ClientLink } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { bytesSerializer } from '../../contracts/api/wire.ts';
import { portMessage, type QuaysideWindow } from '../../contracts/shell/window.ts';
import type { LineState } from './line.ts';

interface Ends {
  readonly onLink: (link: ClientLink<ClientContext> | undefined) => void;
  readonly onState: (state: LineState) => void;
}

/** Speaks to the engine of the desktop application through ports of the shell; another engine means another port. */
export function connectShell(shell: QuaysideWindow, { onLink, onState }: Ends): void {
  window.addEventListener('message', (event) => {
    const [port] = event.ports;
    if (event.source !== window || event.data !== portMessage || port === undefined) return;
    onLink(new RPCLink({ port, customJsonSerializers: [bytesSerializer()] }));
    port.start();
    onState('up');
  });
  shell.onEngine(({ state }) => {
    if (state === 'up') return shell.connect();
    onLink(undefined);
    onState(state === 'failed' ? 'refused' : 'lost');
  });
  shell.connect();
}
