import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import type { Host } from '../app/host.ts';
import { userPath } from './arguments.ts';
import type { Terminal } from './terminal.ts';

interface Options {
  readonly workspace: string;
  readonly port: number;
  readonly open?: true;
}

export function serveCommand(quayside: Command, terminal: Terminal, host: () => Host): void {
  quayside
    .command('serve')
    .description('The application in a browser of this machine: prints an address that opens it once.')
    .option('--workspace <dir>', 'where journal and tables are, created if missing', 'quayside-workspace')
    .option('--port <n>', 'of 127.0.0.1 (0: any that is free)', portArgument, 4780)
    .option('--open', 'open the browser')
    .addHelpText('after', examples)
    .action(async ({ workspace, port, open }: Options) => {
      const { serve } = await import('../web/serve.ts');
      await using web = await serve({
        workspace: userPath(workspace),
        port,
        page: join(import.meta.dirname, '..', '..', 'dist', 'renderer'),
        scratchRoot: host().scratchRoot,
        environment: process.env,
        invite: (address) => {
          process.stdout.write(`${address}\n`);
          if (open === true) openBrowser(address);
        },
        engineSaid: (state) => terminal.news(news[state]),
      });
      terminal.news(`Quayside serves ${userPath(workspace)} on port ${web.port}; Ctrl-C ends it.`);
      const { signal } = terminal.work;
      if (signal?.aborted === false) await once(signal, 'abort');
      terminal.news('Ending; runs that are on go on.');
    });
}

const news = {
  lost: 'The engine ended unexpectedly and is started again.',
  up: 'The engine is up again.',
  down: 'The engine ended too often and stays down; end with Ctrl-C and look at the messages above.',
} as const;

function portArgument(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('Expected a port from 0 to 65535.');
}

/** By the system's own way; where there is none the printed address is enough. */
function openBrowser(address: string): void {
  const [program, ...rest] = openers[process.platform] ?? ['xdg-open'];
  if (program === undefined) return;
  const child = spawn(program, [...rest, address], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

const openers: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

const examples = `
Examples:
  quayside serve
  quayside serve --workspace ./lakehouse --port 0 --open

The address works once and on this machine only: it lets one browser in, which keeps a session. The page needs \`npm run build\` once.`;
