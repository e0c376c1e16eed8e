import type { RecordKind, RecordOf } from '../../contracts/journal/record.ts';
import { unknownRun } from '../runs/refusals.ts';
import type { Host } from './host.ts';
import { Workspace } from './run-workspace.ts';

/** Everything that the journal says of a run, in order. USAGE where it says nothing. */
export async function runLog(
  host: Host,
  folder: string,
  runId: string,
): Promise<readonly RecordOf<RecordKind>[]> {
  await using workspace = await Workspace.open(host, folder);
  const entries = workspace.journal.recordsOfRun(runId);
  if (entries.length === 0) throw unknownRun(runId);
  return entries.map((entry) => {
    const { hash: _, ...record } = entry;
    return record;
  });
}
