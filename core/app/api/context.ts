import { implement } from '@orpc/server';
import { api } from '../../../contracts/api/index.ts';

/** What procedures are made with: the contract, to which every handler is held. */
export const procedures = implement(api);
