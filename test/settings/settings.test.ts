import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CodeLists } from '../../contracts/data/code-lists.ts';
import { violationCodes } from '../../contracts/data/violation-codes.ts';
import { settingChanges } from '../../core/settings/difference.ts';
import { extendCodeLists } from '../../core/settings/extend-code-lists.ts';
import { readSettings, writeSettings } from '../../core/settings/settings-file.ts';
import { effectiveUpkeep } from '../../core/settings/table-upkeep.ts';
import { unknownKeys } from '../../core/settings/unknown-keys.ts';
import { effectiveSettings } from '../../core/settings/tenant-settings.ts';

class Folder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'quayside-settings-'));
  readonly file = join(this.path, 'settings.json');

  write(value: unknown): string {
    writeFileSync(this.file, typeof value === 'string' ? value : JSON.stringify(value));
    return this.file;
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

const newId = (): string => `${Math.random()}`;
const invalid = (text: RegExp) =>
  expect.objectContaining({ code: 'SETTINGS_INVALID', message: expect.stringMatching(text) });
const forAcme = (settings: unknown): unknown => ({ tenants: { acme: settings } });

describe('keys that are not known', () => {
  it('are named with their place and the known key they resemble', async () => {
    using folder = new Folder();
    const file = folder.write({
      upkep: {},
      upkeep: { small_files: 3, tables: { 'a.b': { keepsnapshots: 2 } }, colour: 'red' },
      tenants: {
        acme: { staleafterdays: 3, severities: { MISSING_CONTACT: 'off' }, fullDelivery: { remove: true } },
      },
    });
    const { settings } = await readSettings(file);
    const found = unknownKeys(settings).map(({ path, nearest }) => `${path.join('.')}: ${nearest ?? '-'}`);
    expect(new Set(found)).toEqual(
      new Set([
        'upkep: upkeep',
        'upkeep.small_files: smallFiles',
        'upkeep.tables.a.b.keepsnapshots: keepSnapshots',
        'upkeep.colour: -',
        'tenants.acme.staleafterdays: staleAfterDays',
        'tenants.acme.fullDelivery.remove: removes',
      ]),
    );
  });

  it('are none in settings that are all known', async () => {
    using folder = new Folder();
    const known = {
      version: 1,
      tenants: { acme: { timezone: 'UTC' } },
      upkeep: { expire: false, tables: {} },
    };
    expect(unknownKeys((await readSettings(folder.write(known))).settings)).toEqual([]);
  });
});

describe('upkeep of tables', () => {
  it('is what the table says, else the workspace, else the default', async () => {
    using folder = new Folder();
    const own = { upkeep: { smallFiles: 3, tables: { 'a.b': { expire: false, smallFiles: 5 } } } };
    const { settings } = await readSettings(folder.write(own));
    expect(effectiveUpkeep(settings, 'a.b')).toMatchObject({
      expire: false,
      smallFiles: 5,
      deleteRatio: 0.25,
    });
    expect(effectiveUpkeep(settings, 'constructor')).toMatchObject({
      expire: true,
      smallFiles: 3,
      keepSnapshots: 10,
    });
  });

  it.each([
    [{ smallFiles: 1 }],
    [{ deleteRatio: 2 }],
    [{ maxSnapshotAgeDays: -1 }],
    [{ tables: { 'a.b': { compact: 1 } } }],
  ])('refuses %j', async (upkeep) => {
    using folder = new Folder();
    await expect(readSettings(folder.write({ upkeep }))).rejects.toEqual(invalid(/upkeep\..*expected/));
  });
});

describe('settings of a workspace', () => {
  it('are the defaults where there is no file or nothing is said', async () => {
    using folder = new Folder();
    const defaults = {
      severities: {},
      staleAfterDays: 90,
      timezone: 'UTC',
      fullDelivery: { removes: false, maxShare: 0.05 },
      codeLists: { certifications: [], complianceFlags: [] },
    };
    const missing = await readSettings(folder.file);
    expect(missing).toEqual({ settings: {}, version: null });
    expect(effectiveSettings(missing.settings, 'acme')).toEqual(defaults);
    const { settings } = await readSettings(folder.write(forAcme({})));
    expect(effectiveSettings(settings, 'acme')).toEqual(defaults);
    expect(effectiveSettings(settings, 'constructor')).toEqual(defaults);
  });

  it('are what the file says, per tenant', async () => {
    using folder = new Folder();
    const acme = {
      severities: { INVALID_EMAIL: 'error', MISSING_CONTACT: 'off', TYPE_MISMATCH: 'error' },
      staleAfterDays: 7,
      timezone: 'Europe/Berlin',
      fullDelivery: { removes: true, maxShare: 0.2 },
      codeLists: { certifications: ['NADCAP'], complianceFlags: ['CMMC'] },
    };
    const { settings } = await readSettings(folder.write(`\uFEFF${JSON.stringify(forAcme(acme))}`));
    expect(effectiveSettings(settings, 'acme')).toEqual(acme);
    expect(effectiveSettings(settings, 'other').timezone).toBe('UTC');
  });

  it.each<[string, unknown, RegExp]>([
    [
      'a locked code',
      forAcme({ severities: { TENANT_MISMATCH: 'off' } }),
      /settings\.json: tenants\.acme\.severities\.TENANT_MISMATCH: expected "error": this code cannot be changed, found "off"/,
    ],
    [
      'an unknown code',
      forAcme({ severities: { NO_SUCH: 'off' } }),
      /tenants\.acme\.severities\.NO_SUCH: expected a violation code of the data contracts, found "NO_SUCH"/,
    ],
    [
      'an unknown severity',
      forAcme({ severities: { INVALID_EMAIL: 'loud' } }),
      /INVALID_EMAIL: expected one of "error", "warning", "off", found "loud"/,
    ],
    [
      'half a day',
      forAcme({ staleAfterDays: 0.5 }),
      /acme\.staleAfterDays: expected a whole number of days .*, found 0\.5/,
    ],
    [
      'no zone',
      forAcme({ timezone: 'Mars/Base' }),
      /acme\.timezone: expected an IANA time zone .*, found "Mars\/Base"/,
    ],
    ['an offset', forAcme({ timezone: '+02:00' }), /acme\.timezone: expected an IANA time zone/],
    [
      'a percentage',
      forAcme({ fullDelivery: { maxShare: 5 } }),
      /fullDelivery\.maxShare: expected a share from 0 to 1, found 5/,
    ],
    [
      'a word for yes',
      forAcme({ fullDelivery: { removes: 'yes' } }),
      /removes: expected true or false, found "yes"/,
    ],
    [
      'a blank code',
      forAcme({ codeLists: { certifications: ['A', ''] } }),
      /certifications\.1: expected a code .*, found ""/,
    ],
    [
      'a tenant that is none',
      { tenants: { '../x': {} } },
      /tenants\.\.\.\/x: expected tenant names of letters/,
    ],
    ['a list', [], /the whole file: expected an object, found \[\]/],
    ['a newer version', { version: 2 }, /version: expected 1 .*, found 2/],
    ['half a file', '{"tenants": {', /expected JSON, found something else \(.+\)/],
  ])('refuses %s: file, place, expected, found', async (_name, value, message) => {
    using folder = new Folder();
    await expect(readSettings(folder.write(value))).rejects.toThrow(invalid(message));
  });

  it('names every fault at once', async () => {
    using folder = new Folder();
    const file = folder.write(forAcme({ staleAfterDays: -1, timezone: '', fullDelivery: [] }));
    await expect(readSettings(file)).rejects.toMatchObject({
      parameters: {
        file,
        paths: ['tenants.acme.staleAfterDays', 'tenants.acme.timezone', 'tenants.acme.fullDelivery'],
      },
    });
  });

  it('cannot lower any locked code', async () => {
    using folder = new Folder();
    for (const [code, facts] of Object.entries(violationCodes)) {
      const reading = readSettings(folder.write(forAcme({ severities: { [code]: 'off' } })));
      if ('locked' in facts) await expect(reading).rejects.toThrow(invalid(/cannot be changed/));
      else expect((await reading).version).not.toBeNull();
    }
  });
});

describe('writing settings', () => {
  it('keeps keys that this version does not know', async () => {
    using folder = new Folder();
    const strange = { a: [1, { b: null }] };
    const file = folder.write({
      strange,
      tenants: { acme: { strange, fullDelivery: { strange }, staleAfterDays: 7 } },
    });
    const { settings, version } = await readSettings(file);
    const tenants = { ...settings.tenants, acme: { ...settings.tenants?.['acme'], staleAfterDays: 8 } };
    const written = await writeSettings(file, { settings: { ...settings, tenants }, version }, newId);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      strange,
      tenants: { acme: { strange, fullDelivery: { strange }, staleAfterDays: 8 } },
    });
    expect(await readSettings(file)).toEqual(written);
  });

  it('replaces the file whole, and leaves nothing beside it', async () => {
    using folder = new Folder();
    let state = await readSettings(folder.file);
    for (const days of [1, 2, 3]) {
      state = await writeSettings(
        folder.file,
        { ...state, settings: { tenants: { acme: { staleAfterDays: days } } } },
        newId,
      );
    }
    expect(readdirSync(folder.path)).toEqual(['settings.json']);
    expect(effectiveSettings(state.settings, 'acme').staleAfterDays).toBe(3);
  });

  it('refuses what it would not read, and what was overtaken; the file stays', async () => {
    using folder = new Folder();
    const mine = await readSettings(folder.write(forAcme({ staleAfterDays: 7 })));
    const before = readFileSync(folder.file, 'utf8');
    const wrong = { tenants: { acme: { severities: { TYPE_MISMATCH: 'off' as const } } } };
    await expect(writeSettings(folder.file, { ...mine, settings: wrong }, newId)).rejects.toThrow(
      invalid(/TYPE_MISMATCH/),
    );
    expect(readFileSync(folder.file, 'utf8')).toBe(before);
    folder.write(forAcme({ staleAfterDays: 9 }));
    await expect(writeSettings(folder.file, mine, newId)).rejects.toMatchObject({
      code: 'CONFLICT',
      retryable: true,
    });
    expect(effectiveSettings((await readSettings(folder.file)).settings, 'acme').staleAfterDays).toBe(9);
    expect(readdirSync(folder.path)).toEqual(['settings.json']);
  });

  it('says where it cannot write', async () => {
    using folder = new Folder();
    const file = join(folder.path, 'gone', 'settings.json');
    await expect(writeSettings(file, { settings: {}, version: null }, newId)).rejects.toMatchObject({
      code: 'NOT_WRITABLE',
    });
  });
});

describe("a tenant's own codes", () => {
  const codeLists: CodeLists = {
    version: '2026.11',
    countries: [],
    countryAliases: {},
    currencies: [],
    incoterms: { current: [], old: {} },
    units: { synonyms: {}, packs: [], others: [] },
    hazardClasses: [],
    certifications: [{ code: 'ISO9001', pattern: '^ISO9001$' }],
    complianceFlags: [],
  };

  it('follow ours, compared as the lists are, and show in the version', () => {
    const extended = extendCodeLists(codeLists, {
      certifications: ['Nad-cap', 'nadcap', 'A.B+C'],
      complianceFlags: ['CMMC 2'],
    });
    expect(extended.certifications).toEqual([
      { code: 'ISO9001', pattern: '^ISO9001$' },
      { code: 'A.B+C', pattern: String.raw`^A\.B\+C$` },
      { code: 'NADCAP', pattern: '^NADCAP$' },
    ]);
    expect(extended.complianceFlags).toEqual([{ code: 'CMMC2', pattern: '^CMMC2$' }]);
    expect(extended.version).toBe('2026.11; certification A.B+C; certification NADCAP; flag CMMC2');
  });

  it('change nothing where there are none', () => {
    expect(extendCodeLists(codeLists, { certifications: [], complianceFlags: [] })).toBe(codeLists);
  });
});

describe('changes of settings', () => {
  it('are told by path', () => {
    const before = { tenants: { acme: { staleAfterDays: 7, severities: { INVALID_EMAIL: 'error' } } } };
    const after = {
      tenants: { acme: { severities: { INVALID_EMAIL: 'off', MISSING_CONTACT: 'off' } }, b: {} },
    };
    expect(settingChanges(before, after)).toEqual([
      { path: ['tenants', 'acme', 'severities', 'INVALID_EMAIL'], before: 'error', after: 'off' },
      { path: ['tenants', 'acme', 'severities', 'MISSING_CONTACT'], before: null, after: 'off' },
      { path: ['tenants', 'acme', 'staleAfterDays'], before: 7, after: null },
    ]);
  });

  it('are none between equal values, and some between others', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(value, (one) => {
        expect(settingChanges(one, structuredClone(one))).toEqual([]);
      }),
    );
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.string(), (one, other, key) => {
        fc.pre(one !== other && key !== '__proto__');
        expect(settingChanges({ [key]: one }, { [key]: other })).toEqual([
          { path: [key], before: one, after: other },
        ]);
      }),
    );
  });
});
