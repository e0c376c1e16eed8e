import { useEffect } from 'react';
import type { Place } from '../router/place.ts';
import { useScope } from '../state/scope.ts';

/** An address with a tenant, such as a door's, is about that tenant: the scope follows it. */
export function useTenantOfPlace(place: Place): void {
  const setTenant = useScope((scope) => scope.setTenant);
  const { tenant } = place.query;
  useEffect(() => {
    if (tenant !== undefined && tenant !== '') setTenant(tenant);
  }, [place, tenant, setTenant]);
}
