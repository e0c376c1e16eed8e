import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import type { OperationInput } from '../../../../contracts/quarantine/operation.ts';
import { useClient } from '../../../client/context.ts';
import { nextTurn } from './next-turn.ts';

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
  const told = {
    queryKey: ['steward', tenant, 'history'],
    queryFn: ({ signal }: { readonly signal: AbortSignal }) => client.steward.history({ tenant }, { signal }),
  };
  const history = useQuery(told);
  // Keys are faster than what they change is counted: one after the other, each by the history as it is then.
  const line = useRef<Promise<unknown>>(Promise.resolve());
  /** Undoes or does again what comes next; undefined where nothing does. */
  const turnNext = (action: 'undo' | 'redo') => {
    const turned = line.current.then(async () => {
      const { operations } = await data.fetchQuery(told);
      const next = nextTurn(operations, action);
      return next === undefined ? undefined : turn.mutateAsync({ operationId: next.operationId, action });
    });
    line.current = turned.catch(() => undefined);
    return turned;
  };
  return { causes, history, apply, turn, turnNext, changed, version };
}

export type DeskState = ReturnType<typeof useDesk>;
