import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const start = join(import.meta.dirname, '..', '..', 'core', 'cli', 'start.mjs');

/** Test files that run at the same time do not wait for each other's workers. */
const runtime = { QUAYSIDE_RUNTIME: join(tmpdir(), `quayside-runtime-${process.pid}`) };

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line as a user starts it: a process of its own. */
export async function quayside(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [start, ...args], {
    env: { ...runtime, ...process.env, ...environment },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, stdout, stderr };
}

/** Runs with --json, expects success and gives the one document. */
export async function document<T>(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<T> {
  const { code, stdout, stderr } = await quayside([...args, '--json'], environment);
  if (code !== 0) throw new Error(`exit ${code}: ${stderr}${stdout}`);
  return JSON.parse(stdout) as T;
}
