import type { Settings } from '../../contracts/settings.ts';

/** When a table is put in order after a run, defaults filled in; see contracts/settings.ts. */
export interface EffectiveUpkeep {
  readonly compact: boolean;
  readonly expire: boolean;
  readonly smallFiles: number;
  readonly deleteRatio: number;
  readonly keepSnapshots: number;
  readonly maxSnapshotAgeDays: number;
}

const defaults: EffectiveUpkeep = {
  compact: true,
  expire: true,
  smallFiles: 16,
  deleteRatio: 0.25,
  keepSnapshots: 10,
  maxSnapshotAgeDays: 30,
};

/** What holds for a table, by its full name: what it says itself, else what the workspace says, else the default. */
export function effectiveUpkeep({ upkeep = {} }: Settings, table: string): EffectiveUpkeep {
  const tables = upkeep.tables ?? {};
  const own = Object.hasOwn(tables, table) ? tables[table] : undefined;
  return {
    compact: own?.compact ?? upkeep.compact ?? defaults.compact,
    expire: own?.expire ?? upkeep.expire ?? defaults.expire,
    smallFiles: own?.smallFiles ?? upkeep.smallFiles ?? defaults.smallFiles,
    deleteRatio: own?.deleteRatio ?? upkeep.deleteRatio ?? defaults.deleteRatio,
    keepSnapshots: own?.keepSnapshots ?? upkeep.keepSnapshots ?? defaults.keepSnapshots,
    maxSnapshotAgeDays: own?.maxSnapshotAgeDays ?? upkeep.maxSnapshotAgeDays ?? defaults.maxSnapshotAgeDays,
  };
}
