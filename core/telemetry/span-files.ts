import { appendFile, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Span, span } from '../../contracts/telemetry/span.ts';
import { makeFolder } from '../base/make-folder.ts';

/** Relative to the workspace: a file per run, a span a line, those of each attempt after those of the one before. */
const folderName = 'spans';
/** The newest so many runs keep theirs. */
const keptRuns = 500;
const maxFileBytes = 4 * 1024 ** 2;

const isRunId = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/.test(text);

/** Adds to a run's spans; the oldest runs' are removed beyond the limit. Throws what the file system throws. */
export async function keepSpans(
  workspace: string,
  runId: string,
  spans: readonly Span[],
  limit = keptRuns,
): Promise<void> {
  if (!isRunId(runId) || spans.length === 0) return;
  const folder = join(workspace, folderName);
  await makeFolder(folder);
  const path = join(folder, `${runId}.ndjson`);
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size < maxFileBytes) await appendFile(path, spans.map((one) => `${JSON.stringify(one)}\n`).join(''));
  await prune(folder, limit);
}

/** The spans of a run's attempts by their start; empty where none are kept. A line that a killed process left half is passed over. */
export async function spansOf(workspace: string, runId: string): Promise<readonly Span[]> {
  if (!isRunId(runId)) return [];
  const text = await readFile(join(workspace, folderName, `${runId}.ndjson`), 'utf8').catch(
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return '';
      throw cause;
    },
  );
  return text
    .split('\n')
    .flatMap(parsedLine)
    .sort((a, b) => a.startMs - b.startMs);
}

function parsedLine(line: string): readonly Span[] {
  if (line === '') return [];
  try {
    const parsed = span.safeParse(JSON.parse(line));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}

async function prune(folder: string, limit: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ndjson'));
  // Looking at every file's time is worth it only once in a while.
  if (names.length <= limit * 1.1) return;
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const at = await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      );
      return { path, at };
    }),
  );
  const old = files.sort((a, b) => b.at - a.at).slice(limit);
  await Promise.all(old.map(({ path }) => rm(path, { force: true })));
}
