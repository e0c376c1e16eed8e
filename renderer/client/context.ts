import { createContext, useContext } from 'react';
import type { ApiClient } from '../../contracts/api/index.ts';

export const ClientContext = createContext<ApiClient | null>(null);

/** The engine's client, in any component under the application. */
export function useClient(): ApiClient {
  const client = useContext(ClientContext);
  if (client === null) throw new Error('no client: the component is not under <App>');
  return client;
}
