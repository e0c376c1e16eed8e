import type { PastOperation } from '../../../../contracts/quarantine/history.ts';

type Told = Pick<PastOperation, 'operationId' | 'at' | 'counts' | 'turns'>;

/**
 * Which operation Ctrl Z and Ctrl Y mean: the last one that counts is undone; the one undone last is done again, as long as nothing new was
 * done since. Undefined where there is none. Any other one is for the history to turn.
 *
 * @param operations the last first
 */
export function nextTurn<T extends Told>(operations: readonly T[], action: 'undo' | 'redo'): T | undefined {
  if (action === 'undo') return operations.find(({ counts }) => counts);
  const undoneAt = ({ turns }: Told): string => turns.at(-1)?.at ?? '';
  const undone = operations
    .filter(({ counts }) => !counts)
    .toSorted((a, b) => undoneAt(b).localeCompare(undoneAt(a)))[0];
  return undone !== undefined && operations.every(({ at }) => at <= undoneAt(undone)) ? undone : undefined;
}
