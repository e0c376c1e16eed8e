import { oc } from '@orpc/contract';
import { z } from 'zod';
import { fault } from './fault.ts';

/**
 * What every procedure begins with: a refusal crosses as the defined error `REFUSED`, whose `data` is a fault. Nothing else is thrown
 * across the boundary but the loss of the connection.
 */
export const procedure = oc.errors({ REFUSED: { data: fault } });

/** Input of procedures that ask for nothing. */
export const nothing = z.strictObject({}).optional();
