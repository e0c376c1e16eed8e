import type { CodeLists } from '../../../contracts/data/code-lists.ts';
import type { CodeListName } from '../../../contracts/data/dataset.ts';
import * as enumerations from '../../../contracts/data/enumerations.ts';

type SmallList = Exclude<CodeListName, 'country' | 'currency'>;

/** The codes of a list, a deprecated one that still is accepted among them. Countries and currencies are lookups. */
export const codesOf: Readonly<Record<SmallList, (codeLists: CodeLists) => readonly string[]>> = {
  region: () => enumerations.regions,
  incoterms: ({ incoterms }) => [...incoterms.current, ...Object.keys(incoterms.old)],
  financial_tier: () => enumerations.financialTiers,
  approved_status: () => enumerations.approvedStatuses,
  certification: ({ certifications }) => certifications.map(({ code }) => code),
  compliance_flag: ({ complianceFlags }) => complianceFlags.map(({ code }) => code),
  category: () => enumerations.categories,
  lifecycle_status: () => enumerations.lifecycleStatuses,
  uom: () => enumerations.unitsOfMeasure,
  quality_grade: () => enumerations.qualityGrades,
  hazard_class: ({ hazardClasses }) => hazardClasses.map(({ code }) => code),
};
