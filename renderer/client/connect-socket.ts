import type { ClientContext, ClientLink } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { bytesSerializer } from '../../contracts/api/wire.ts';
import type { LineState } from './line.ts';

interface Ends {
  readonly onLink: (link: ClientLink<ClientContext> | undefined) => void;
  readonly onState: (state: LineState) => void;
}

/** The web host closes with this where the window's token is not valid (any more). */
const policyViolation = 1008;
const firstWait = 250;
const longestWait = 5000;

/** Speaks to the web host that served the page, and calls again whenever the connection is lost. */
export function connectSocket({ onLink, onState }: Ends): void {
  let wait = firstWait;
  let wasUp = false;
  const call = (): void => {
    const socket = new WebSocket(socketAddress(window.location));
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => {
      wait = firstWait;
      wasUp = true;
      onLink(new RPCLink({ websocket: socket, customJsonSerializers: [bytesSerializer()] }));
      onState('up');
    });
    socket.addEventListener('close', ({ code }) => {
      onLink(undefined);
      if (code === policyViolation) return onState('refused');
      onState(wasUp ? 'lost' : 'connecting');
      setTimeout(call, wait);
      wait = Math.min(longestWait, wait * 2);
    });
  };
  call();
}

function socketAddress({ protocol, host }: Location): string {
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/rpc`;
}
