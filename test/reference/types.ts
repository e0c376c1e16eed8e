import type { CodeLists } from '../../contracts/data/code-lists.ts';
import type { DatasetContract, DatasetName } from '../../contracts/data/dataset.ts';
import type { Severity, ViolationCode } from '../../contracts/data/violation-codes.ts';

/** A data row as it came: header → text (null: no value), and where it stood. */
export interface RawRow {
  readonly fileNo: number;
  readonly rowNo: number;
  /** The source's sequence (`_airbyte_extracted_at`), ISO 8601, where there is one. */
  readonly extractedAt?: string | null;
  readonly cells: Readonly<Record<string, string | null>>;
}

/** What silver holds of a row of the run's tenant. */
export interface SilverKey {
  readonly id: string;
  readonly code: string | null;
  readonly dataSource: string;
}

/** The newest source_timestamp seen for a key of the run's tenant, ISO 8601 with an offset. */
export interface SeenKey {
  readonly id: string;
  readonly newest: string;
}

type PerDataset<T> = Readonly<Partial<Record<DatasetName, T>>>;

export interface Delivered {
  readonly contracts: Readonly<Record<DatasetName, DatasetContract>>;
  readonly rows: PerDataset<readonly RawRow[]>;
  readonly tenant: string;
  /** ISO 8601 with an offset. */
  readonly asOf: string;
  /** IANA zone of times that name none. */
  readonly timezone: string;
  readonly changeFeed: boolean;
  /** What fields take whose column is absent; a row that has an extract time of its own takes that. */
  readonly dataSource?: string;
  readonly extractedAt?: string;
  readonly silver?: PerDataset<readonly SilverKey[]>;
  readonly seen?: PerDataset<readonly SeenKey[]>;
  /** The tenant's changes to the contract's severities; locked codes do not move. */
  readonly severities: Readonly<Partial<Record<ViolationCode, Severity>>>;
  readonly codeLists: CodeLists;
  /** Country → cells of its outline grown by 50 km. */
  readonly cells: ReadonlyMap<string, ReadonlySet<number>>;
}

export type Disposition = 'passed' | 'quarantined' | 'repeated' | 'superseded';

export interface Violation {
  readonly code: ViolationCode;
  readonly severity: 'error' | 'warning';
  readonly field: string;
}

export interface JudgedRow {
  readonly fileNo: number;
  readonly rowNo: number;
  readonly disposition: Disposition;
  readonly violations: readonly Violation[];
  /** Canonical text of the typed value per field (lists and points as JSON, times as ISO 8601 UTC with microseconds). */
  readonly values: Readonly<Record<string, string | null>>;
}

export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** What was made of a cell. `canonical` is null where it is blank, unreadable, or does not fit its type. */
export interface Reading {
  readonly canonical: string | null;
  readonly filled: boolean;
  readonly unread: boolean;
  /** The number as written, also where it does not fit. */
  readonly number?: Decimal;
  /** The number as kept. */
  readonly kept?: Decimal;
  readonly loss?: boolean;
  readonly micros?: bigint;
  readonly days?: number;
  readonly elements?: readonly string[];
  readonly point?: { readonly lat: number | null; readonly lon: number | null };
}

export interface ReadRow {
  readonly raw: RawRow;
  readonly fields: ReadonlyMap<string, Reading>;
  readonly tenant: string | null;
  readonly id: string | null;
  readonly code: string | null;
  readonly dataSource: string | null;
  readonly micros: bigint | null;
  readonly sequence: bigint | null;
}
