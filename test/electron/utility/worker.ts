import { endProcess, parentPort } from '../../../core/app/parent-port.ts';

// A worker that does nothing: says how far it is, and ends, unless it is the one to be killed.
const port = parentPort();
port?.on('message', ({ data }) => {
  const { runId }: { runId: string } = JSON.parse(JSON.stringify(data));
  port.postMessage({ kind: 'progress', progress: { stage: 'judging', at: new Date().toISOString() } });
  if (runId === 'kill') return;
  port.postMessage({ kind: 'settled', outcome: 'published' });
  endProcess();
});
