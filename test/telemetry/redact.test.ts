import { expect, test } from 'vitest';
import { contracts } from '../../contracts/data/contracts.ts';
import { QuaysideError } from '../../core/base/errors.ts';
import { describeFault } from '../../core/telemetry/fault.ts';
import { personalKeys, redact, redactText } from '../../core/telemetry/redact.ts';

const personal = Object.values(contracts).flatMap(({ fields }) =>
  fields.filter(({ pii }) => pii).map(({ name }) => name),
);

test('the contracts say what is personal', () => {
  expect(personal).toContain('contact_email');
  expect(personalKeys.size).toBe(new Set(personal).size * 2);
});

test.each(personal.flatMap((name) => [name, `raw__${name}`, name.toUpperCase(), camelCase(name)]))(
  'what stands under %s is gone, whatever it is and however deep',
  (key) => {
    const secret = 'Ada of Marylebone';
    const logged = JSON.stringify(redact({ deep: [{ [key]: secret }, { [key]: { inner: [secret] } }] }));
    expect(logged).not.toContain('Ada');
    expect(logged).toContain('[redacted]');
  },
);

test.each([
  'value',
  'found',
  'cells',
  'row',
  'password',
  'clientSecret',
  'Authorization',
  'api_key',
  'AWS_SECRET_ACCESS_KEY',
  'x-amz-security-token',
])('what stands under %s is gone', (key) => {
  expect(redact({ [key]: 'hidden' })).toEqual({ [key]: '[redacted]' });
});

test.each([
  ['postgres://ada:hunter2@db.example:5432/x', 'hunter2'],
  ['postgresql://:hunter2@db.example/x', 'hunter2'],
  ['host=db user=ada password=hunter2 port=1', 'hunter2'],
  ["password='hunter two' host=db", 'hunter'],
  ['Server=db;Pwd=hunter2;', 'hunter2'],
  ['Authorization: Bearer abcdefgh12345678', 'abcdefgh12345678'],
  ['AccountKey=hunter2hunter2==;x', 'hunter2'],
  ['key AKIAIOSFODNN7EXAMPLE used', 'AKIAIOSFODNN7EXAMPLE'],
  ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'wJalrXUtnFEMI'],
  ['s3://b/k?X-Amz-Signature=deadbeef&x=1', 'deadbeef'],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', 'eyJzdWIi'],
  ['ghp_abcdefghijklmnopqrstuvwxyz0123456789', 'ghp_abc'],
  ['-----BEGIN PRIVATE KEY-----\nMIIEabc\n-----END PRIVATE KEY-----', 'MIIEabc'],
  ['mail ada@example.org now', 'ada@example.org'],
])('in %j the secret is gone', (text, secret) => {
  const clean = redactText(text);
  expect(clean).not.toContain(secret);
  expect(clean).toContain('[redacted]');
});

test('ids, digests and counts stay readable', () => {
  const facts = {
    runId: 'dec3e963-e3c0-4126-8f4e-a5bf723d4838',
    traceId: '0af7651916cd43dd8448eb211c80319c',
    deliveryId: '154a72f255bb00ae66bb600143024efe458779167b5e34d5fca4ba470edfee05',
    tenant: 'acme',
    rows: 12,
    bytes: 2n,
  };
  expect(redact(facts)).toEqual({ ...facts, bytes: '2' });
});

test('cyclic values and things with a life of their own do no harm', () => {
  const cyclic: Record<string, unknown> = { error: new Error('Ada'), map: new Map([['a', 'Ada']]) };
  cyclic['self'] = cyclic;
  expect(JSON.stringify(redact(cyclic))).not.toContain('Ada');
});

test('an error is told by code, kind and place, without any text of it or of its causes', () => {
  const duck = new Error('Conversion Error: Could not convert string "Ada\n at Lovelace (/x:1:1)" to INT32');
  const error = new QuaysideError('TYPE_MISMATCH' as never, 'expected a number, found Ada', {
    parameters: { dataset: 'parts', found: 'Ada', sample: ['Ada'], age: 36 },
    cause: duck,
  });
  const told = describeFault(error);
  expect(JSON.stringify(told)).not.toMatch(/Ada|Lovelace|36/);
  expect(told).toMatchObject({
    kind: 'QuaysideError',
    code: 'TYPE_MISMATCH',
    parameters: { dataset: 'parts' },
    cause: { kind: 'Error' },
  });
  expect(told.at[0]).toMatch(/redact\.test\.ts/);
});

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
