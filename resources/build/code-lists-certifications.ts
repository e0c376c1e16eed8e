import type { CodeLists } from '../../contracts/data/code-lists.ts';

/**
 * Certificates and compliance flags, hand-kept after the standards' own designations. A pattern sees the text in upper case without
 * white space, `-`, `_`, `/`, and without the edition. A pattern matches one certificate or none.
 */
const edition = '(?:[:]?(?:19|20)[0-9]{2})?(?:CERTIFIED|CERTIFICATION|CERTIFICATE)?';

/** With the prefixes under which ISO standards are published nationally: DIN EN ISO 9001, BS EN ISO 9001, JIS Q 9001. */
const iso = (number: number): readonly [string, string] => [
  `ISO${number}`,
  `(?:(?:DIN|BS|NF|UNI|UNE|PN|CSN|MSZ)?(?:EN)?ISO(?:IEC)?|JISQ)${number}`,
];

const standards: readonly (readonly [code: string, body: string])[] = [
  ...[9001, 14001, 45001, 13485, 27001, 50001, 22000, 17025, 22301, 20000, 37001, 26000, 28000].map(iso),
  ['IATF16949', '(?:IATF|IATFISO|ISOTS|ISOIATF|TS|ISO)?16949'],
  ['AS9100', '(?:SAE)?(?:AS|EN|ASEN)9100(?:REV)?[A-D]?'],
  ['AS9110', '(?:AS|EN)9110(?:REV)?[A-D]?'],
  ['AS9120', '(?:AS|EN)9120(?:REV)?[A-D]?'],
  ['NADCAP', 'NADCAP'],
  ['OHSAS18001', '(?:BS)?OHSAS18001'],
  ['QS9000', 'QS9000'],
  ['VDA6.1', 'VDA6\\.?1'],
  ['VDA6.3', 'VDA6\\.?3'],
  ['TISAX', 'TISAX'],
  ['ISO3834', '(?:DIN)?(?:EN)?ISO3834(?:2)?'],
  ['EN1090', '(?:DIN)?EN1090(?:[12])?'],
  ['SA8000', 'SA8000'],
  ['EMAS', 'EMAS'],
  ['RBA', '(?:RBA|EICC)'],
  ['ECOVADIS', 'ECOVADIS(?:PLATINUM|GOLD|SILVER|BRONZE)?'],
  ['FSC', 'FSC(?:COC)?'],
  ['CTPAT', 'C?TPAT'],
  ['AEO', 'AEO[CSF]?'],
  ['CMMC', 'CMMC(?:LEVEL[1-5]|L[1-5])?'],
  ['SOC2', 'SOC2(?:TYPE(?:I|II|1|2))?'],
  ['UL', 'UL(?:LISTED)?'],
  ['CE', 'CE(?:MARK|MARKING)?'],
];

const flags: readonly (readonly [code: string, body: string])[] = [
  ['ITAR', '(?:US)?ITAR'],
  ['EAR', '(?:US)?EAR(?:99)?'],
  ['REACH', '(?:EU)?REACH'],
  ['ROHS', '(?:EU)?ROHS(?:[1-3]|I|II|III)?'],
  ['CHINA_ROHS', 'CHINAROHS'],
  ['CONFLICT_MINERALS', '(?:CONFLICTMINERALS?(?:FREE)?|CMRT|3TG)'],
  ['DFARS', 'DFARS'],
  ['PROP65', '(?:CA)?PROP(?:OSITION)?65'],
  ['TSCA', '(?:US)?TSCA'],
  ['WEEE', '(?:EU)?WEEE'],
];

const after: Readonly<Record<'certification' | 'flag', string>> = {
  certification: edition,
  flag: '(?:COMPLIANT|COMPLIANCE)?',
};

const anchored = (
  list: readonly (readonly [code: string, body: string])[],
  kind: keyof typeof after,
): CodeLists['certifications'] =>
  list.map(([code, body]) => ({ code, pattern: `^(?:${body})${after[kind]}$` }));

export const certifications = anchored(standards, 'certification');
export const complianceFlags = anchored(flags, 'flag');
