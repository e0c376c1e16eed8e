import { useQuery } from '@tanstack/react-query';
import { useClient } from '../client/context.ts';

/** The workspace that is open. */
export function useWorkspace() {
  const client = useClient();
  return useQuery({
    queryKey: ['workspace'],
    queryFn: ({ signal }) => client.workspace.facts({}, { signal }),
  });
}
