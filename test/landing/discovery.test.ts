import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { chmod, mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimOf } from '../../core/landing/discovery/layout.ts';
import { type Delivery, receive } from '../../core/landing/receive.ts';
import { sql } from '../../core/sql/sql.ts';
import { LandingBench } from './landing-bench.ts';

let bench: LandingBench;
beforeAll(async () => {
  bench = await LandingBench.open();
});
afterAll(() => bench[Symbol.asyncDispose]());

const suppliers = 'supplier_id,supplier_code,legal_name\n1,S000001,A\n';
const parts = 'part_id,part_number,default_supplier_id\n1,P-000001,1\n';

/** A folder with files: every file has a content of its own. */
async function tree(paths: readonly string[]): Promise<string> {
  const root = await bench.folder();
  for (const [index, path] of paths.entries()) {
    const content = /part/i.test(path) ? parts : suppliers;
    if (path.endsWith('.parquet')) {
      await bench.parquet(join(root, path), sql`SELECT ${String(index)} AS supplier_id`);
    } else await bench.file(join(root, path), `${content}${index},x,y\n`);
  }
  return root;
}

const inside = (root: string, path: string): string => path.slice(root.length + 1);
const read = (root: string, delivery: Delivery): Record<string, string[]> =>
  Object.fromEntries(
    delivery.batches.map(({ dataset, objects }) => [dataset, objects.map(({ path }) => inside(root, path))]),
  );
const notRead = (root: string, delivery: Delivery): Record<string, string> =>
  Object.fromEntries(delivery.notRead.map(({ path, reason }) => [inside(root, path), reason]));

describe('in a folder', () => {
  it('files named for a dataset are read, the rest is listed', async () => {
    const root = await tree([
      'suppliers.csv',
      'parts_2026-11.csv',
      'truth.parquet',
      'jobs.json',
      'answers.json',
      'notes.txt',
      'suppliers.xlsx',
      '.suppliers.csv',
      '_SUCCESS',
    ]);
    const delivery = await bench.land(root);
    expect(read(root, delivery)).toEqual({ suppliers: ['suppliers.csv'], parts: ['parts_2026-11.csv'] });
    expect(notRead(root, delivery)).toEqual({
      'truth.parquet': 'not named for a dataset',
      'jobs.json': 'not named for a dataset',
      'answers.json': 'not named for a dataset',
      'notes.txt': 'not named for a dataset',
      'suppliers.xlsx': 'a format that is not read',
      '.suppliers.csv': 'hidden',
      _SUCCESS: 'hidden',
    });
  });

  it('of several tenants, one folder each, only the tenant’s own is read', async () => {
    const root = await tree([
      'acme/suppliers.csv',
      'acme/parts.csv',
      'acme/truth.parquet',
      'globex/suppliers.csv',
      'globex/parts.csv',
      'suppliers.csv',
    ]);
    const delivery = await bench.land(root);
    expect(read(root, delivery)).toEqual({ suppliers: ['acme/suppliers.csv'], parts: ['acme/parts.csv'] });
    expect(notRead(root, delivery)).toEqual({
      'acme/truth.parquet': 'not named for a dataset',
      globex: "another tenant's",
      'suppliers.csv': "beside the tenant's own folder",
    });
    const strangers = await tree(['acme/suppliers.csv', 'globex/suppliers.csv']);
    const error = await bench.refusal(strangers, { tenant: 'initech' });
    expect(error).toMatchObject({ code: 'NOTHING_TO_READ' });
  });

  it('of the upload zone and of the raw zone, the tenant’s batches and date folders are read', async () => {
    const upload = await tree([
      'acme/suppliers/batch=1/x.csv',
      'acme/parts/batch=2/part-0001.csv',
      'globex/suppliers/batch=3/x.csv',
    ]);
    const first = await bench.land(upload);
    expect(read(upload, first)).toEqual({
      suppliers: ['acme/suppliers/batch=1/x.csv'],
      parts: ['acme/parts/batch=2/part-0001.csv'],
    });
    const raw = await tree([
      'processed/acme/suppliers/2026-01-01/1.parquet',
      'processed/acme/suppliers/2026-01-02/2.parquet',
      'processed/globex/suppliers/2026-01-01/3.parquet',
    ]);
    const second = await bench.land(raw);
    expect(read(raw, second)).toEqual({
      suppliers: [
        'processed/acme/suppliers/2026-01-01/1.parquet',
        'processed/acme/suppliers/2026-01-02/2.parquet',
      ],
    });
    expect(notRead(raw, second)).toEqual({ 'processed/globex': "another tenant's" });
    for (const path of ['processed/globex', 'processed/globex/suppliers']) {
      expect((await bench.refusal(join(raw, path))).code).toBe('NOTHING_TO_READ');
    }
    const file = join(raw, 'processed/globex/suppliers/2026-01-01/3.parquet');
    expect((await bench.refusal(file)).code).toBe('NOTHING_TO_READ');
  });

  it('two formats of the same name are not guessed between', async () => {
    const root = await tree(['suppliers.csv', 'suppliers.parquet']);
    expect((await bench.refusal(root)).code).toBe('DATASET_UNCLEAR');
    expect((await bench.batch(join(root, 'suppliers.csv'))).objects.length).toBe(1);
  });

  it('links are listed and not followed', async () => {
    const root = await tree(['suppliers.csv']);
    const other = await tree(['suppliers.csv']);
    await symlink(join(other, 'suppliers.csv'), join(root, 'suppliers_link.csv'));
    await symlink(other, join(root, 'suppliers'));
    const delivery = await bench.land(root);
    expect(read(root, delivery)).toEqual({ suppliers: ['suppliers.csv'] });
    expect(notRead(root, delivery)).toEqual({
      'suppliers_link.csv': 'a symbolic link',
      suppliers: 'a format that is not read',
    });
    await symlink(root, join(other, 'to-root'));
    expect((await bench.batch(join(other, 'to-root'))).objects.length).toBe(1);
  });

  it('with nothing to read: says what was looked for and what was found', async () => {
    const root = await tree(['truth.parquet', 'globex/suppliers.csv']);
    const error = await bench.refusal(root);
    expect(error.code).toBe('NOTHING_TO_READ');
    expect(error.message).toContain('truth.parquet (not named for a dataset)');
    expect(error.message).toContain("globex (another tenant's)");
    expect((await bench.refusal(await bench.folder())).message).toContain('no file at all');
  });

  it('that is a dataset’s, everything is that dataset', async () => {
    const root = await tree(['suppliers/eu/x.csv', 'suppliers/2026/11/y.csv']);
    const delivery = await bench.land(join(root, 'suppliers'));
    expect(delivery.batches.map(({ dataset, objects }) => [dataset, objects.length])).toEqual([
      ['suppliers', 2],
    ]);
  });
});

describe('where a file belongs', () => {
  const tenant = 'acme';
  it.each([
    ['suppliers.csv', 'suppliers'],
    ['Suppliers.CSV', 'suppliers'],
    ['suppliers_2026-11.csv', 'suppliers'],
    ['suppliers-parts-only-active.csv', 'named for both datasets'],
    ['2026-11 vendor list.tsv', 'suppliers'],
    ['dim_suppliers_v1.parquet', 'suppliers'],
    ['PartMaster.csv.gz', 'parts'],
    ['part-00000.parquet', 'not named for a dataset'],
    ['party.csv', 'not named for a dataset'],
    ['suppliers.csv.bak', 'a format that is not read'],
    ['suppliers/part-00000-abc.parquet', 'suppliers'],
    ['parts/2026/x.csv', 'parts'],
    ['suppliers.parquet/part-0.parquet', 'suppliers'],
    ['vendors/x.csv', 'suppliers'],
    ['2026-11-24/suppliers.csv', 'suppliers'],
    ['day=24/suppliers.csv', 'suppliers'],
    ['acme/suppliers.csv', 'suppliers'],
    ['export/suppliers.csv', "another tenant's"],
    ['1002/suppliers.csv', "another tenant's"],
    ['globex/suppliers/batch=1/x.csv', "another tenant's"],
    ['processed/acme/parts/2026-01-01/x.parquet', 'parts'],
    ['processed/globex/parts/2026-01-01/x.parquet', "another tenant's"],
    ['_temporary/suppliers.csv', 'hidden'],
  ])('%s → %s', (path, expected) => {
    const claim = claimOf(['data', 'in'], path.split('/'), tenant);
    expect('read' in claim ? claim.read : claim.leave).toBe(expected);
  });

  it('a tenant may be called like a dataset', () => {
    expect(claimOf(['in'], ['parts', 'suppliers.csv'], 'parts')).toEqual({
      read: 'suppliers',
      tenantsOwn: true,
    });
  });
});

describe('a file that is named', () => {
  it('is taken by its name, else by its header', async () => {
    const byName = await bench.file('acme vendor list.csv', 'a,b\n1,2\n');
    expect((await bench.batch(byName)).dataset).toBe('suppliers');
    expect((await bench.batch(await bench.file('export.csv', parts))).dataset).toBe('parts');
    expect((await bench.batch(await bench.file('supplier_parts.csv', parts))).dataset).toBe('parts');
    const parquet = await bench.parquet('x.parquet', sql`SELECT 1 AS "Part Number", 2 AS tenant_id`);
    expect((await bench.batch(parquet)).dataset).toBe('parts');
    expect((await bench.batch(await bench.file('export', suppliers))).dataset).toBe('suppliers');
  });

  it('is taken by its folder where its header is silent', async () => {
    const root = await bench.folder();
    const strange = await bench.file(join(root, 'suppliers/2026/export.csv'), 'Name,Ort\nA,B\n');
    expect((await bench.batch(strange)).dataset).toBe('suppliers');
    const plain = await bench.file(join(root, 'suppliers/2026/other.csv'), parts);
    expect((await bench.batch(plain)).dataset).toBe('parts');
  });

  it('is refused where neither says it, with the columns that were found', async () => {
    const error = await bench.refusal(await bench.file('export.csv', 'tenant_id,foo,bar\n1,2,3\n'));
    expect(error.code).toBe('DATASET_UNCLEAR');
    expect(error.message).toContain('"foo", "bar"');
  });

  it('twice, or with its folder, is read once', async () => {
    const root = await tree(['suppliers.csv']);
    const path = join(root, 'suppliers.csv');
    expect(
      (await bench.batch([path, path, root, join(root, '..', root.split('/').at(-1) ?? '')])).objects.length,
    ).toBe(1);
  });

  it('beside others makes one delivery', async () => {
    const root = await tree(['suppliers.csv', 'parts.csv']);
    const { batches } = await bench.land([join(root, 'parts.csv'), join(root, 'suppliers.csv')]);
    expect(batches.map(({ dataset }) => dataset)).toEqual(['suppliers', 'parts']);
  });
});

describe('a source', () => {
  it('that is not there, or goes away, is SOURCE_NOT_FOUND', async () => {
    expect((await bench.refusal('/nowhere/at/all')).code).toBe('SOURCE_NOT_FOUND');
    const root = await tree(['suppliers.csv']);
    await rm(root, { recursive: true });
    expect((await bench.refusal(root)).code).toBe('SOURCE_NOT_FOUND');
  });

  it('that is no file or folder is SOURCE_NOT_READABLE', async () => {
    expect((await bench.refusal('/dev/null')).code).toBe('SOURCE_NOT_READABLE');
  });

  it.skipIf(process.platform === 'win32')('that may not be read is SOURCE_NOT_READABLE', async () => {
    const root = await tree(['suppliers.csv', 'suppliers/x.csv']);
    await mkdir(join(root, 'suppliers'), { recursive: true });
    await chmod(join(root, 'suppliers'), 0);
    const script = `
      import { findSources } from ${JSON.stringify(join(import.meta.dirname, '../../core/landing/discovery/find-sources.ts'))};
      // As root nothing is unreadable: ask as nobody, who may not even enter the checkout once the modules are there.
      await findSources([${JSON.stringify(join(root, 'suppliers.csv'))}], 'acme');
      if (process.getuid() === 0) { process.setgroups([]); process.setgid(65534); process.setuid(65534); }
      await findSources([${JSON.stringify(root)}], 'acme').then(() => console.log('read'), (e) => console.log(e.code));`;
    await chmod(bench.root, 0o755);
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    await chmod(join(root, 'suppliers'), 0o755);
    expect(out.trim()).toBe('SOURCE_NOT_READABLE');
  });
});

it('a file that changes while it is read is SOURCE_CHANGED', async () => {
  for (const name of ['suppliers.csv', 'suppliers.parquet']) {
    const root = await tree([name]);
    let grown = false;
    const grow = (): void => {
      if (!grown) appendFileSync(join(root, name), 'PAR1');
      grown = true;
    };
    const landing = receive(
      bench.duck,
      { tenant: 'acme', sources: [root], kind: 'delta', timezone: 'UTC', scratch: await bench.folder() },
      // Called first between finding a file and reading it.
      { progress: grow },
    );
    await expect(landing).rejects.toMatchObject({ code: 'SOURCE_CHANGED', exit: 3, retryable: true });
  }
});

it('a landing that is cancelled ends as CANCELLED', async () => {
  const root = await tree(['suppliers.csv']);
  const request = { tenant: 'acme', sources: [root], kind: 'delta', timezone: 'UTC' } as const;
  const early = AbortSignal.abort();
  const scratch = await bench.folder();
  await expect(receive(bench.duck, { ...request, scratch }, { signal: early })).rejects.toMatchObject({
    code: 'CANCELLED',
  });
  const late = new AbortController();
  const work = { signal: late.signal, progress: () => late.abort() };
  await expect(receive(bench.duck, { ...request, scratch }, work)).rejects.toMatchObject({
    code: 'CANCELLED',
  });
});

it('a time zone that is none is a matter of usage', async () => {
  const root = await tree(['suppliers.csv']);
  await expect(bench.land(root, { timezone: 'Europe/Atlantis' })).rejects.toMatchObject({ code: 'USAGE' });
  expect((await bench.land(root, { timezone: 'Europe/Berlin' })).timezone).toBe('Europe/Berlin');
});
