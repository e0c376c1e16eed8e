/**
 * The versioned code lists that rules and the generator look things up in. Values live in resources/data/code-lists.json, built
 * by `npm run resources`; this is their shape.
 */
export interface CountryFacts {
  /** ISO 3166-1 alpha-2 (assigned), or XK. */
  readonly code: string;
  readonly name: string;
  readonly region: 'EMEA' | 'APAC' | 'AMERICAS';
  /** ITU calling code, digits only. */
  readonly callingCode: string | null;
  /** ISO 4217 code of the legal tender. */
  readonly currency: string | null;
  /** Anchored RE2 pattern over the trimmed, collapsed text in upper case; null where the country has no postal codes or none is known. */
  readonly postalCode: string | null;
  readonly postalExample: string | null;
}

export interface CurrencyFacts {
  readonly code: string;
  readonly name: string;
  /** ISO date on which it ceased to be legal tender; null while current. */
  readonly withdrawnOn: string | null;
  readonly successor: string | null;
}

export interface CodeLists {
  /** Of the data, e.g. "2026.11". */
  readonly version: string;
  readonly countries: readonly CountryFacts[];
  /** Codes that people write for a country although they are not assigned: UK → GB, EL → GR. They fail, with the right one proposed. */
  readonly countryAliases: Readonly<Record<string, string>>;
  readonly currencies: readonly CurrencyFacts[];
  readonly incoterms: {
    /** Incoterms 2020. */
    readonly current: readonly string[];
    /** Older edition's term → its edition and its successor. */
    readonly old: Readonly<Record<string, { readonly edition: string; readonly successor: string }>>;
  };
  readonly units: {
    /** Synonym in upper case (UN/CEFACT Rec 20, SAP, everyday) → EA, KG or M. */
    readonly synonyms: Readonly<Record<string, 'EA' | 'KG' | 'M'>>;
    /** Packs (BOX, CS): they need a factor and fail. */
    readonly packs: readonly string[];
    /** Other real units of the lists that are not ours (LB, FT, …) and fail; for sentences that name them. */
    readonly others: readonly string[];
  };
  /** UN hazard classes CLASS_1 … CLASS_9 with names and divisions. */
  readonly hazardClasses: readonly {
    readonly code: string;
    readonly name: string;
    readonly divisions: readonly string[];
  }[];
  /** Canonical code → anchored RE2 pattern over the upper-cased text without white space, `-`, `_`, `/`, edition removed. */
  readonly certifications: readonly { readonly code: string; readonly pattern: string }[];
  readonly complianceFlags: readonly { readonly code: string; readonly pattern: string }[];
}
