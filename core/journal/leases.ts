import { z } from 'zod';
import { QuaysideError } from '../base/errors.ts';
import { isAlive } from '../base/process-mark.ts';
import type { Database } from './database.ts';

/** Who holds a lease: enough to tell whether that process is still there. */
export interface LeaseOwner {
  readonly actor: string;
  readonly host: string;
  readonly pid: number;
  /** When the process began; tells it from a later one of the same number. Leases of the first versions lack it. */
  readonly birth?: string | null | undefined;
}

/** The right to do one operation for one tenant (null: for all), until `expiresAt` or the next heartbeat. */
export interface Lease {
  readonly tenant: string | null;
  readonly operation: string;
  /** Random; tells this holder from a later one. */
  readonly token: string;
  readonly expiresAt: string;
}

export interface LeaseRequest {
  readonly tenant: string | null;
  readonly operation: string;
  /** How long it lasts without a heartbeat. */
  readonly seconds: number;
}

/** What leases need from outside. `isAlive` may say true where it cannot know. */
export interface LeaseSurroundings {
  readonly now: () => Date;
  readonly newId: () => string;
  readonly owner: LeaseOwner;
  readonly isAlive: (owner: LeaseOwner) => boolean;
}

const ownerSchema = z.object({
  actor: z.string(),
  host: z.string(),
  pid: z.number(),
  birth: z.string().nullish(),
  /** The earliest time that the holder's clock showed under the lease: a clock may be set meanwhile. The first versions lack it. */
  since: z.string().optional(),
});
const leaseRow = z.object({ token: z.string(), owner: z.string(), expires_at: z.string() });

/** A lease that stands in the journal. `dead`: its holder's process is gone, or its time is over and nobody can tell. */
export interface KnownLease {
  readonly tenant: string | null;
  readonly operation: string;
  readonly owner: LeaseOwner;
  readonly expiresAt: string;
  /** Whatever its holder has written since is not older. */
  readonly since: string | undefined;
  readonly dead: boolean;
}

const tenantKey = (tenant: string | null): string => tenant ?? '';
const after = (now: Date, seconds: number): string => new Date(now.getTime() + seconds * 1000).toISOString();

/** In seconds. On another machine or in another container only time tells: what ends later than this was taken by a clock since set back. */
const longest = 3600;

/**
 * Takes the lease if nobody holds it, its time is over, or its holder's process is gone. Otherwise CONFLICT, retryable, that names
 * the holder.
 */
export function acquireLease(db: Database, request: LeaseRequest, surroundings: LeaseSurroundings): Lease {
  const { tenant, operation, seconds } = request;
  return db.immediate(() => {
    const now = surroundings.now();
    const held = readLease(db, request);
    if (held !== undefined && holds(held, request, now, surroundings))
      throw taken(request, held.owner, held.expiresAt);
    const lease = { tenant, operation, token: surroundings.newId(), expiresAt: after(now, seconds) };
    db.run(
      'INSERT OR REPLACE INTO leases (tenant, operation, token, owner, expires_at) VALUES (?, ?, ?, ?, ?)',
      tenantKey(tenant),
      operation,
      lease.token,
      JSON.stringify({ ...surroundings.owner, since: now.toISOString() }),
      lease.expiresAt,
    );
    return lease;
  });
}

function holds(
  { owner, expiresAt }: { readonly owner: LeaseOwner; readonly expiresAt: string },
  { seconds }: LeaseRequest,
  now: Date,
  surroundings: LeaseSurroundings,
): boolean {
  const isElsewhere = owner.host !== surroundings.owner.host;
  const wasSetBack = isElsewhere && expiresAt > after(now, Math.max(longest, seconds));
  return expiresAt > now.toISOString() && !wasSetBack && surroundings.isAlive(owner);
}

/** Extends the lease from now on; undefined where somebody else took it meanwhile. */
export function renewLease(db: Database, lease: Lease, seconds: number, now: Date): Lease | undefined {
  const expiresAt = after(now, seconds);
  const changed = db.immediate(() =>
    db.run(
      `UPDATE leases
SET expires_at = ?1, owner = json_set(owner, '$.since', min(coalesce(json_extract(owner, '$.since'), ?2), ?2))
WHERE token = ?3`,
      expiresAt,
      now.toISOString(),
      lease.token,
    ),
  );
  return changed === 0 ? undefined : { ...lease, expiresAt };
}

/** Gives the lease back; nothing happens if it was lost. */
export function releaseLease(db: Database, lease: Lease): void {
  db.immediate(() => db.run('DELETE FROM leases WHERE token = ?', lease.token));
}

const knownRow = leaseRow.extend({ tenant: z.string(), operation: z.string() });

/** All leases that stand in the journal. */
export const listLeases = (db: Database, now: Date): readonly KnownLease[] =>
  db
    .rows('SELECT tenant, operation, token, owner, expires_at FROM leases ORDER BY tenant, operation')
    .map((row) => {
      const { tenant, operation, owner: text, expires_at: expiresAt } = knownRow.parse(row);
      const { since, ...owner } = ownerSchema.parse(JSON.parse(text));
      const alive = isAlive({ host: owner.host, pid: owner.pid, birth: owner.birth ?? null });
      const dead = alive === 'unknown' ? expiresAt <= now.toISOString() : !alive;
      return { tenant: tenant === '' ? null : tenant, operation, owner, expiresAt, since, dead };
    });

/** Takes dead leases away; whoever wants one gets it anyhow. Returns those that are gone. */
export const dropDeadLeases = (db: Database, now: Date): readonly KnownLease[] =>
  db.immediate(() => {
    const dead = listLeases(db, now).filter((lease) => lease.dead);
    for (const { tenant, operation } of dead)
      db.run('DELETE FROM leases WHERE tenant = ? AND operation = ?', tenantKey(tenant), operation);
    return dead;
  });

/** Inside a transaction: CONFLICT where somebody took the lease. One whose time is over but that nobody wanted still counts. */
export function assertHeld(db: Database, lease: Lease): void {
  const held = readLease(db, lease);
  if (held?.token !== lease.token) throw leaseLost(lease, held?.owner);
}

/** Says that the lease is somebody else's now. */
export const leaseLost = (lease: Lease, to?: LeaseOwner): QuaysideError =>
  new QuaysideError(
    'CONFLICT',
    `The ${describe(lease)} was lost${to === undefined ? '' : ` to ${name(to)}`}: it was not renewed in time. Nothing more was written; run again.`,
    { retryable: true, parameters: { operation: lease.operation, tenant: lease.tenant ?? '' } },
  );

function readLease(
  db: Database,
  { tenant, operation }: Pick<Lease, 'tenant' | 'operation'>,
): { readonly token: string; readonly owner: LeaseOwner; readonly expiresAt: string } | undefined {
  const [row] = db.rows(
    'SELECT token, owner, expires_at FROM leases WHERE tenant = ? AND operation = ?',
    tenantKey(tenant),
    operation,
  );
  if (row === undefined) return undefined;
  const { token, owner, expires_at: expiresAt } = leaseRow.parse(row);
  return { token, owner: ownerSchema.parse(JSON.parse(owner)), expiresAt };
}

const name = ({ actor, host, pid }: LeaseOwner): string => `${actor} (process ${pid} on ${host})`;

const describe = ({ tenant, operation }: Pick<Lease, 'tenant' | 'operation'>): string =>
  `lease for "${operation}"${tenant === null ? '' : ` of tenant ${tenant}`}`;

function taken(request: LeaseRequest, owner: LeaseOwner, expiresAt: string): QuaysideError {
  return new QuaysideError(
    'CONFLICT',
    `${name(owner)} holds the ${describe(request)} until ${expiresAt} or longer; expected it to be free. Wait until that is done and run again.`,
    {
      retryable: true,
      parameters: {
        operation: request.operation,
        tenant: request.tenant ?? '',
        owner: name(owner),
        expiresAt,
      },
    },
  );
}
