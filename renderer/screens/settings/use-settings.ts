import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Json } from '../../../contracts/json.ts';
import { useClient } from '../../client/context.ts';

export interface Change {
  readonly path: readonly string[];
  /** Null: as if nothing were said. */
  readonly value: Json;
}

/** settings.json of the workspace, and how to change it; each change is recorded by the engine. */
export function useSettings() {
  const client = useClient();
  const data = useQueryClient();
  const read = useQuery({
    queryKey: ['settings'],
    queryFn: ({ signal }) => client.settings.read({}, { signal }),
  });
  const change = useMutation({
    mutationFn: (changes: readonly Change[]) =>
      client.settings.change({ version: read.data?.version ?? null, changes }),
    onSuccess: (now) => data.setQueryData(['settings'], now),
    onError: () => read.refetch(),
  });
  return { read, change };
}
