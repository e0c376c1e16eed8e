import { data as listOne } from 'currency-codes';
import { z } from 'zod';
import type { CurrencyFacts } from '../../contracts/data/code-lists.ts';
import { readPackageJson } from './packages.ts';

/**
 * Current codes are ISO 4217 list one as currency-codes has it, with later amendments; withdrawn ones and their dates are CLDR's,
 * except where `dates` knows better.
 */

/** Nobody can be paid in these: no currency, testing, metals, bond market units. They are not in the list, so they fail. */
const notMoney = new Set('XXX XTS XAU XAG XPD XPT XBA XBB XBC XBD XEU XFO XFU XRE USS'.split(' '));

/** Added to ISO 4217 after the publication date of currency-codes' list (amendments 176 and 179). */
const added: readonly (readonly [code: string, name: string])[] = [
  ['XCG', 'Caribbean Guilder'],
  ['XAD', 'Arab Accounting Dinar'],
];

/**
 * Where CLDR's date is not the one that a supplier's file is judged by. Euro adoptions count from the changeover (Council Decisions (EU)
 * 2022/1211 and 2025/1407): the weeks of dual circulation concern cash. Convertible pesos: Decree-Law 17/2020 and its grace period.
 */
const dates: Readonly<Record<string, string>> = {
  HRK: '2023-01-01',
  BGN: '2026-01-01',
  CUC: '2021-06-30',
};

/** Where the country's present legal tender is not what took the currency's place. */
const successors: Readonly<Record<string, string>> = {
  CUC: 'CUP',
  DDM: 'EUR',
  SUR: 'RUB',
  YDD: 'YER',
  YUD: 'RSD',
  YUM: 'RSD',
  YUN: 'RSD',
  YUR: 'RSD',
};

/** Of several legal tenders, the one that companies invoice in. */
const preferred: Readonly<Record<string, string>> = { PS: 'ILS' };

/** Current in CLDR's eyes but not in ISO's, or the other way round: ISO decides (the Salvadoran colón is still listed). */
const stillListed = new Set(['SVC']);

const use = z.object({
  _from: z.string().optional(),
  _to: z.string().optional(),
  _tender: z.string().optional(),
});
type Use = z.infer<typeof use>;
const currencyData = z.object({
  supplemental: z.object({
    currencyData: z.object({ region: z.record(z.string(), z.array(z.record(z.string(), use))) }),
  }),
});

interface RegionUse extends Use {
  readonly region: string;
  readonly code: string;
}

async function readUses(): Promise<RegionUse[]> {
  const { supplemental } = await readPackageJson(
    import.meta.resolve('cldr-core/supplemental/currencyData.json'),
    currencyData,
  );
  return Object.entries(supplemental.currencyData.region).flatMap(([region, list]) =>
    list.flatMap((entry) => Object.entries(entry).map(([code, facts]) => ({ ...facts, region, code }))),
  );
}

/** Country → its present legal tender: its own currency where it has one, else the one it took up last. */
export async function legalTender(): Promise<ReadonlyMap<string, string>> {
  return tenderByRegion(await readUses());
}

function tenderByRegion(uses: readonly RegionUse[]): ReadonlyMap<string, string> {
  const present = uses
    .filter(({ _to, _tender, code }) => _to === undefined && _tender !== 'false' && !notMoney.has(code))
    .toSorted((a, b) => rank(b) - rank(a) || (b._from ?? '').localeCompare(a._from ?? ''));
  const tender = new Map(Object.entries(preferred));
  for (const { region, code } of present) if (!tender.has(region)) tender.set(region, code);
  return tender;
}

const rank = ({ region, code }: RegionUse): number => (code.startsWith(region) ? 1 : 0);

export async function buildCurrencies(): Promise<CurrencyFacts[]> {
  const uses = await readUses();
  const withdrawn = withdrawals(uses);
  const current = [...listOne.map(({ code, currency }) => [code, currency] as const), ...added]
    .filter(([code]) => !withdrawn.has(code) && !notMoney.has(code))
    .map(([code, name]): CurrencyFacts => ({ code, name, withdrawnOn: null, successor: null }));
  const tender = tenderByRegion(uses);
  const known = new Set(current.map(({ code }) => code));
  const name = new Intl.DisplayNames('en', { type: 'currency' });
  const gone = [...withdrawn].map(([code, withdrawnOn]): CurrencyFacts => {
    const candidate = successors[code] ?? successorOf(code, uses, tender);
    const successor = candidate !== undefined && known.has(candidate) ? candidate : null;
    return { code, name: name.of(code) ?? code, withdrawnOn, successor };
  });
  return [...current, ...gone].toSorted((a, b) => (a.code < b.code ? -1 : 1));
}

/** Code → the day it ended everywhere. */
function withdrawals(uses: readonly RegionUse[]): ReadonlyMap<string, string> {
  const ends = new Map<string, string>();
  const living = new Set<string>([...stillListed, ...notMoney]);
  for (const { code, _to, _tender } of uses) {
    if (_to === undefined || _tender === 'false') living.add(code);
    else if (_to > (ends.get(code) ?? '')) ends.set(code, _to);
  }
  return new Map(
    [...ends].filter(([code]) => !living.has(code)).map(([code, end]) => [code, dates[code] ?? end]),
  );
}

/** What is legal tender today where the currency was used last; its own country (the code's first two letters) speaks first. */
function successorOf(
  code: string,
  uses: readonly RegionUse[],
  tender: ReadonlyMap<string, string>,
): string | undefined {
  const last = uses
    .filter((use) => use.code === code)
    .toSorted((a, b) => rank(b) - rank(a) || (b._to ?? '').localeCompare(a._to ?? ''));
  return last.map(({ region }) => tender.get(region)).find((present) => present !== undefined);
}
