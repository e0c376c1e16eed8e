import type { Need } from '../../../contracts/api/home.ts';
import type { Place } from '../../router/place.ts';

/** Where what is needed is done. */
export function needPlace(need: Need): Partial<Place> & { readonly screen: string } {
  switch (need.kind) {
    case 'quarantine':
      return { screen: 'quarantine', query: { tenant: need.tenant } };
    case 'delivery-late':
      return { screen: 'runs', item: 'new', query: { tenant: need.tenant } };
    case 'run-failed':
    case 'run-interrupted':
    case 'run-waiting':
      return { screen: 'runs', item: need.runId };
  }
}
