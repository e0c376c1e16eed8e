import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  deliver,
  Deliveries,
  inSilver,
  oneOfForty,
  oneSupplierOfForty,
  openDesk,
} from '../e2e/steward-story.ts';
import { type Application, ground, startApplication } from './application.ts';

// Each step goes on where the one before ended.
describe.skipIf(ground() === undefined)('one supplier that forty parts wait for', () => {
  let application: Application;
  let files: string;
  beforeAll(async () => {
    files = await mkdtemp(join(tmpdir(), 'quayside-electron-steward-'));
    application = await startApplication();
    application.page.setDefaultTimeout(30_000);
    const source = await oneSupplierOfForty(new Deliveries(files), 'acme', 'acme');
    await deliver(application.workspace, 'acme', source);
  });
  afterAll(async () => {
    await application[Symbol.asyncDispose]();
    await rm(files, { recursive: true, force: true });
  });
  const held = (): Promise<readonly number[]> => inSilver(application.workspace, 'acme');

  test('is one cause of 41 rows', async () => {
    await openDesk(application.page, 'acme');
    await oneOfForty.isOneCause(application.page);
    expect(await held()).toEqual([59, 20]);
  });

  test('gets the proposed country, and what that frees is said before', async () => {
    await oneOfForty.takeProposal(application.page, 'Acme');
  });

  test('is as before once that is undone, and free again when it is done again', async () => {
    await oneOfForty.undoAndRedo(application.page, 'Acme');
    expect(await held()).toEqual([59, 20]);
  });

  test('goes to silver with its parts, once', async () => {
    await oneOfForty.returnToSilver(application.page, 'Acme');
    expect(await held()).toEqual([60, 60]);
  });
});
