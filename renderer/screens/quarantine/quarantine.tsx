import { useScope } from '../../state/scope.ts';
import type { ScreenProps } from '../index.ts';
import { askedOf } from './asked.ts';
import { Desk } from './desk/desk.tsx';
import { Look } from './look.tsx';
import './quarantine.css';

/** What is wrong, and what fixes most of it? One tenant's open rows are worked on; all others are looked at. */
export default function Quarantine({ place }: ScreenProps) {
  const scope = useScope((state) => state.tenant);
  const asked = askedOf(place.query);
  const tenant = place.query['tenant'] ?? scope;
  if (tenant === null || asked.state !== 'open' || place.query['row'] !== undefined)
    return <Look place={place} />;
  return <Desk key={tenant} tenant={tenant} asked={asked} />;
}
