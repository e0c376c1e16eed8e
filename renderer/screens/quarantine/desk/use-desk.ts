import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { OperationInput } from '../../../../contracts/quarantine/operation.ts';
import { useClient } from '../../../client/context.ts';

/** A tenant's quarantine as it is now, and what changes it. */
export function useDesk(tenant: string) {
  const client = useClient();
  const data = useQueryClient();
  const [version, setVersion] = useState(0);
  const causes = useQuery({
    queryKey: ['steward', tenant, 'causes'],
    queryFn: ({ signal }) => client.steward.causes({ tenant }, { signal }),
  });
  /** Everything about the tenant's quarantine is asked for again. */
  const changed = useCallback(async () => {
    setVersion((last) => last + 1);
    await Promise.all([
      data.invalidateQueries({ queryKey: ['steward', tenant] }),
      data.invalidateQueries({ queryKey: ['home'] }),
    ]);
  }, [data, tenant]);
  const apply = useMutation({
    mutationFn: ({ operation, basedOn }: { readonly operation: OperationInput; readonly basedOn?: number }) =>
      client.steward.apply({ tenant, operation, ...(basedOn === undefined ? {} : { basedOn }) }),
    onSuccess: changed,
  });
  const turn = useMutation({
    mutationFn: (wish: { readonly operationId: string; readonly action: 'undo' | 'redo' }) =>
      client.steward.turn({ tenant, ...wish }),
    onSuccess: changed,
  });
  const history = useQuery({
    queryKey: ['steward', tenant, 'history'],
    queryFn: ({ signal }) => client.steward.history({ tenant }, { signal }),
  });
  return { causes, history, apply, turn, changed, version };
}

export type DeskState = ReturnType<typeof useDesk>;
