import type { CodeLists } from '../../contracts/data/code-lists.ts';

/** International Chamber of Commerce, Incoterms 2020 (ICC publication 723E). */
const current = ['EXW', 'FCA', 'CPT', 'CIP', 'DAP', 'DPU', 'DDP', 'FAS', 'FOB', 'CFR', 'CIF'];

/**
 * Terms of older editions: the last edition that had them, and the term of 2020 that comes nearest (introductions to the editions of
 * 1990, 2000, 2010 and 2020). C&F and CNF are everyday spellings of CFR before 1990.
 */
const old: CodeLists['incoterms']['old'] = {
  DAT: { edition: '2010', successor: 'DPU' },
  DAF: { edition: '2000', successor: 'DAP' },
  DES: { edition: '2000', successor: 'DAP' },
  DEQ: { edition: '2000', successor: 'DPU' },
  DDU: { edition: '2000', successor: 'DAP' },
  'C&F': { edition: '1980', successor: 'CFR' },
  CNF: { edition: '1980', successor: 'CFR' },
  DCP: { edition: '1980', successor: 'CPT' },
  EXQ: { edition: '1980', successor: 'DPU' },
  EXS: { edition: '1980', successor: 'DAP' },
  FOA: { edition: '1980', successor: 'FCA' },
  FOR: { edition: '1980', successor: 'FCA' },
  FOT: { edition: '1980', successor: 'FCA' },
  FRC: { edition: '1980', successor: 'FCA' },
};

export const incoterms: CodeLists['incoterms'] = { current, old };

/** UN Recommendations on the Transport of Dangerous Goods, Model Regulations (rev. 23), 2.0.1.1. */
export const hazardClasses: CodeLists['hazardClasses'] = [
  { code: 'CLASS_1', name: 'Explosives', divisions: ['1.1', '1.2', '1.3', '1.4', '1.5', '1.6'] },
  { code: 'CLASS_2', name: 'Gases', divisions: ['2.1', '2.2', '2.3'] },
  { code: 'CLASS_3', name: 'Flammable liquids', divisions: [] },
  { code: 'CLASS_4', name: 'Flammable solids', divisions: ['4.1', '4.2', '4.3'] },
  { code: 'CLASS_5', name: 'Oxidizing substances and organic peroxides', divisions: ['5.1', '5.2'] },
  { code: 'CLASS_6', name: 'Toxic and infectious substances', divisions: ['6.1', '6.2'] },
  { code: 'CLASS_7', name: 'Radioactive material', divisions: [] },
  { code: 'CLASS_8', name: 'Corrosive substances', divisions: [] },
  { code: 'CLASS_9', name: 'Miscellaneous dangerous substances and articles', divisions: [] },
];
