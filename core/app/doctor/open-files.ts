import { readdir, readlink } from 'node:fs/promises';

/**
 * Which of some files a process has open, `besides` one, as far as the system lets itself be asked (Linux, and processes of one's own user
 * unless one is root); undefined where nobody can tell. Processes of other containers are not seen.
 */
export async function openFiles(
  paths: readonly string[],
  besides?: number,
): Promise<ReadonlySet<string> | undefined> {
  if (process.platform !== 'linux') return undefined;
  const wanted = new Set(paths);
  const found = new Set<string>();
  const processes = await readdir('/proc').catch(() => []);
  if (processes.length === 0) return undefined;
  for (const pid of processes) {
    if (!/^\d+$/.test(pid) || pid === String(besides)) continue;
    const folder = `/proc/${pid}/fd`;
    for (const one of await readdir(folder).catch(() => [])) {
      const target = await readlink(`${folder}/${one}`).catch(() => '');
      if (wanted.has(target)) found.add(target);
    }
  }
  return found;
}
