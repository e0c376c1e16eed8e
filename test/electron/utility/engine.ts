import { existsSync } from 'node:fs';
import { endProcess } from '../../../core/app/parent-port.ts';
import { linkToShell } from '../../../core/app/shell-link.ts';

// An engine reduced to its line to the shell: what this Electron's Node is too old for is left out.
const link = linkToShell((port) => {
  const answer = (i: string, json: unknown): void =>
    port.postMessage(JSON.stringify({ i, p: { b: { json } } }));
  port.on('message', (said) => {
    const { i, p }: { i: string; p: { u: string } } = JSON.parse(String(said?.data));
    if (p.u === '/pid') answer(i, process.pid);
    if (p.u === '/work' || p.u === '/kill') {
      const heard: unknown[] = [];
      const worker = link?.spawnWorker({
        message: (message) => {
          heard.push(message.kind);
          if (p.u === '/kill') worker?.kill();
        },
        gone: () => answer(i, [...heard, 'gone']),
      });
      const limits = { memory: 1, threads: 1 };
      worker?.send({
        kind: 'start',
        workspace: '/w',
        runId: p.u.slice(1),
        attempt: 1,
        limits,
        scratchRoot: '/s',
      });
    }
  });
});
link?.left.addEventListener('abort', () => endProcess());
if (existsSync(`${process.argv[2]}/refuse`)) {
  link?.say({ kind: 'refused', code: 'NOT_WRITABLE', message: '' });
  endProcess();
} else link?.say({ kind: 'ready' });
