import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commandLine } from '../../renderer/format/command-line.ts';

test.each([
  ['a plain word', 'supply_chain.dim_parts_v1'],
  ['a substitution', 'x$(touch /tmp/never) `id` $HOME'],
  ['quotes and lines', `it's "so"\nand\\so`],
  ['nothing', ''],
])('%s reaches the command as it is', (_, word) => {
  const line = commandLine(['query', word]).replace(/^quayside /, 'printf "%s\\0" ');
  const words = execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' }).split('\0').slice(0, -1);
  expect(words).toEqual(['query', word]);
});
