import type { Command } from 'commander';
import { userPath } from './arguments.ts';

/** Of a command that looks at or changes a workspace that is there: it makes none of a mistyped name. */
export const withWorkspace = (command: Command): Command =>
  withFolder(command, 'where journal and tables are').hook('preAction', async (_, action) => {
    const { assertWorkspace } = await import('../app/workspace-root.ts');
    const { workspace } = action.opts<{ readonly workspace: string }>();
    await assertWorkspace(userPath(workspace));
  });

/** Of a command that brings something in. */
export const withNewWorkspace = (command: Command): Command =>
  withFolder(command, 'where journal and tables are, created if missing').hook(
    'preAction',
    async (_, action) => {
      const { assertNoFile } = await import('../app/workspace-root.ts');
      await assertNoFile(userPath(action.opts<{ readonly workspace: string }>().workspace));
    },
  );

/** The same words wherever a command keeps or looks at state. */
const withFolder = (command: Command, what: string): Command =>
  command
    .option('--workspace <dir>', what, 'quayside-workspace')
    .option('--json', 'one JSON document on stdout');
