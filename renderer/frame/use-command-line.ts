import { useCallback } from 'react';
import { commandLine } from '../format/command-line.ts';
import { useWorkspace } from './use-workspace.ts';

/** The line that does the same in this workspace; undefined while it is not known which that is. */
export function useCommandLine(): (...words: readonly string[]) => string | undefined {
  const folder = useWorkspace().data?.folder;
  return useCallback(
    (...words) => (folder === undefined ? undefined : commandLine([...words, '--workspace', folder])),
    [folder],
  );
}
