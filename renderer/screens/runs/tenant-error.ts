import { tenant } from '../../../contracts/api/terms.ts';

/** Whether a text may name a tenant; undefined: it may. */
export const tenantError = (text: string): 'invalid' | undefined =>
  tenant.safeParse(text).success ? undefined : 'invalid';
