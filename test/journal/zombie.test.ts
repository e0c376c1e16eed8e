import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { isAlive, markOf } from '../../core/base/process-mark.ts';
import { mayBeAlive } from '../../core/journal/lease-owner.ts';

/** A shell that never waits for its child, so that the child stays a zombie. */
test.skipIf(process.platform !== 'linux')('a zombie holds no lease and does no run', async () => {
  const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 30'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [text] = (await once(parent.stdout, 'data')) as [Buffer];
  const mark = markOf(Number(text.toString()));
  expect(isAlive(mark)).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(() => process.kill(mark.pid, 0)).not.toThrow();
  expect(isAlive(mark)).toBe(false);
  expect(mayBeAlive({ actor: 'ada', ...mark })).toBe(false);
  parent.kill('SIGKILL');
});
