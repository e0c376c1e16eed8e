/** What oRPC's message port adapter takes: `new RPCHandler(router).upgrade(port, …)`. */
export interface ClientPort {
  readonly on: (event: string, take: (event?: { readonly data: unknown }) => void) => void;
  readonly postMessage: (message: unknown) => void;
}

interface ElectronPort extends ClientPort {
  readonly start: () => void;
}

/** A utility process's line to the shell that started it. */
export interface ParentPort {
  readonly on: (
    event: 'message',
    take: (event: { readonly data: unknown; readonly ports: readonly ElectronPort[] }) => void,
  ) => void;
  readonly postMessage: (message: unknown) => void;
}

/** Undefined where this process is no utility process of Electron. */
export function parentPort(): ParentPort | undefined {
  const found: unknown = Reflect.get(process, 'parentPort');
  return isParentPort(found) ? found : undefined;
}

const isParentPort = (found: unknown): found is ParentPort =>
  typeof found === 'object' && found !== null && 'postMessage' in found && 'on' in found;

/** A utility process that ends at once loses what it said last: its messages leave a moment later. */
const farewellMilliseconds = 250;

/** Ends this process after what it said has left it. */
export function endProcess(): void {
  if (parentPort() === undefined) setImmediate(() => process.exit());
  else setTimeout(() => process.exit(), farewellMilliseconds);
}
