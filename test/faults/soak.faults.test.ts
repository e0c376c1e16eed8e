import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const program = join(import.meta.dirname, '..', 'soak', 'main.ts');

test('the first 40 seconds of a soak hold every invariant; the hour is npm run soak', async () => {
  const child = spawn(process.execPath, [program, '--minutes', `${40 / 60}`, '--seed', '5'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  console.log(said);
  expect([code, said]).toEqual([0, expect.stringContaining('verdict: every invariant held')]);
  expect(said).toMatch(/run new +\d+/);
});
