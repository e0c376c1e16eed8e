import { hostname } from 'node:os';
import type { LeaseOwner } from './leases.ts';

/** This process, as the owner of leases. */
export const thisProcess = (actor: string): LeaseOwner => ({ actor, host: hostname(), pid: process.pid });

/**
 * False only where the owner's process surely is gone: it ran on this machine and has no process now. So a killed run does not keep
 * the next one waiting; on another machine, or where the number was given to a new process, the lease's time decides.
 */
export function mayBeAlive(owner: LeaseOwner): boolean {
  if (owner.host !== hostname()) return true;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (cause) {
    return !(cause instanceof Error && 'code' in cause && cause.code === 'ESRCH');
  }
}
