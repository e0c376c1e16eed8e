import { isAlive, thisProcess as mark } from '../base/process-mark.ts';
import type { LeaseOwner } from './leases.ts';

/** This process, as the owner of leases. */
export const thisProcess = (actor: string): LeaseOwner => ({ actor, ...mark() });

/**
 * False only where the owner's process surely is gone: it ran on this machine and has no process now, or its number was given to a new
 * one. So a killed run does not keep the next one waiting; on another machine the lease's time decides.
 */
export const mayBeAlive = ({ host, pid, birth = null }: LeaseOwner): boolean =>
  isAlive({ host, pid, birth }) !== false;
