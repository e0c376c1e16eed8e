import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Results } from '../../core/app/api/results.ts';
import { TestHost } from '../app/host.ts';

test('results are kept until there are too many, and none outlives its engine', async () => {
  await using here = await TestHost.open();
  const results = new Results(here.host);
  for (let at = 0; at < 23; at += 1) {
    await writeFile(await results.pathOf(`job-${at}`), 'rows');
    await results.keep(`job-${at}`, at);
  }
  await expect(results.find('job-2')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  expect((await results.find('job-3')).total).toBe(3);
  const [folder = ''] = await readdir(here.folder);
  expect(await readdir(join(here.folder, folder))).toHaveLength(20);
  expect(await results.forget('job-3')).toBe(true);
  expect(await results.forget('job-3')).toBe(false);
  await results[Symbol.asyncDispose]();
  expect(await readdir(here.folder)).toEqual([]);
});
