import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** `quayside serve` as a person starts it, on any free port. */
export interface Served extends AsyncDisposable {
  /** Opens the page once; the session is the browser's from then on. */
  readonly invitation: string;
  readonly origin: string;
  /** Ends the host and whatever it started, as a crash would. */
  readonly kill: () => void;
  /** Of the host, whose child the engine is. */
  readonly processId: number;
}

export async function serve(workspace: string, port = 0): Promise<Served> {
  const child = spawn(
    process.execPath,
    [join(root, 'core', 'cli', 'start.mjs'), 'serve', '--workspace', workspace, '--port', String(port)],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    said += text.toString();
  });
  const lines = createInterface({ input: child.stdout });
  const invitation = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    child.once('exit', (code) => reject(new Error(`serve ended with ${code}: ${said}`)));
  });
  const kill = (): void => void child.kill('SIGKILL');
  return {
    invitation,
    origin: new URL(invitation).origin,
    kill,
    processId: child.pid ?? 0,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
