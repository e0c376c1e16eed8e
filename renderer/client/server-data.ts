import { QueryClient } from '@tanstack/react-query';
import { faultOf, isAbort } from './fault-of.ts';

/** The one cache of what the engine said. What is shown stays while it is asked for again. */
export const makeServerData = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        refetchOnWindowFocus: true,
        retry: (failures, error) => failures < 2 && !isAbort(error) && faultOf(error).retryable,
        retryDelay: 400,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
