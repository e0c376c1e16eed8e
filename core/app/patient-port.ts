import type { ClientPort } from './parent-port.ts';

type Take = (event?: { readonly data: unknown }) => void;

/**
 * The same port, which keeps what is said on it until somebody listens: a client may speak before the engine is open, after a restart
 * for instance, and what it asked would never be answered.
 */
export function patientPort(port: ClientPort): ClientPort {
  const early: Parameters<Take>[0][] = [];
  const listeners: Take[] = [];
  port.on('message', (said) => {
    if (listeners.length === 0) early.push(said);
    for (const take of listeners) take(said);
  });
  return {
    on: (event, take) => {
      if (event !== 'message') return port.on(event, take);
      listeners.push(take);
      for (const said of early.splice(0)) take(said);
    },
    postMessage: (message) => port.postMessage(message),
  };
}
