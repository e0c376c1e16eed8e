/** A run that waits for its turn. Times are in milliseconds. */
export interface PendingRun {
  readonly runId: string;
  readonly tenant: string;
  /** Higher goes first; 0 unless told. */
  readonly priority: number;
  /** Order of arrival. */
  readonly place: number;
  readonly queuedAt: number;
  /** Not before this time: it was tried, or its tenant was busy. */
  readonly dueAt: number;
}

/** The queue as one moment shows it. */
export interface QueuePicture {
  readonly now: number;
  readonly pending: readonly PendingRun[];
  /** Tenants of the runs that are on. */
  readonly busyTenants: readonly string[];
  /** When a run of a tenant was last taken; tenants that never had a turn are missing. */
  readonly lastTurn: ReadonlyMap<string, number>;
}

/** No wait is longer than this, so that a clock that was set back keeps no run. */
export const longestWait = 60_000;

/** Waiting so long counts as much as one step of priority. */
export const agingMilliseconds = 60_000;

/**
 * Which run goes next; undefined where none can. One run of a tenant at a time. Of one tenant's runs that with the highest priority
 * goes first, then the oldest, and where it is not due yet the others wait behind it: deliveries keep their order. Among tenants
 * priority goes first, then whose last turn is longest ago. Waiting raises a run within its tenant and a tenant among the others
 * without bound, so that none waits for ever.
 */
export function pickNext({ now, pending, busyTenants, lastTurn }: QueuePicture): PendingRun | undefined {
  const heads = new Map<string, PendingRun>();
  for (const run of pending) {
    const head = heads.get(run.tenant);
    if (head === undefined || ahead(run, head, now)) heads.set(run.tenant, run);
  }
  const turn = ({ tenant }: PendingRun): number => lastTurn.get(tenant) ?? Number.NEGATIVE_INFINITY;
  const level = (run: PendingRun): number => aged(run.priority, Math.max(run.queuedAt, turn(run)), now);
  return [...heads.values()]
    .filter((run) => isDue(run, now) && !busyTenants.includes(run.tenant))
    .toSorted((a, b) => level(b) - level(a) || compare(turn(a), turn(b)) || a.place - b.place)[0];
}

const isDue = ({ dueAt }: PendingRun, now: number): boolean => dueAt <= now || dueAt > now + longestWait;

const ahead = (run: PendingRun, other: PendingRun, now: number): boolean => {
  const [level, otherLevel] = [run, other].map(({ priority, queuedAt }) => aged(priority, queuedAt, now));
  return level === otherLevel ? run.place < other.place : (level ?? 0) > (otherLevel ?? 0);
};

/** A clock that was set back makes nobody younger than just arrived. */
const aged = (priority: number, since: number, now: number): number =>
  priority + Math.floor(Math.max(0, now - since) / agingMilliseconds);

/** Also of infinities, whose difference is no number. */
const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);
