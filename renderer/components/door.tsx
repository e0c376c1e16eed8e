import type { ReactNode } from 'react';
import { formatPlace, type Place } from '../router/place.ts';
import './door.css';

export type DoorPlace = Partial<Place> & { readonly screen: string };

interface DoorProps {
  readonly to: DoorPlace;
  readonly label?: string;
  readonly children: ReactNode;
}

/** A number or name that opens what is behind it. */
export const Door = ({ to, label, children }: DoorProps) => (
  <a className="door" href={formatPlace(to)} {...(label === undefined ? {} : { 'aria-label': label })}>
    {children}
  </a>
);
