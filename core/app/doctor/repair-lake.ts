import { rm } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { QuaysideError } from '../../base/errors.ts';
import { stopIfCancelled } from '../../base/progress.ts';
import { mirror } from '../../catalog/mirror.ts';
import { folderFiles } from '../../iceberg/storage/folder-files.ts';
import { tableText } from '../../iceberg/table.ts';
import type { Lease } from '../../journal/leases.ts';
import { expireTable } from '../../silver/expire.ts';
import { journalPath } from '../../silver/places.ts';
import { unsaidExpiry } from '../../silver/unsaid-expiry.ts';
import { folderStore } from '../../store/folder.ts';
import { loadAll } from '../table-views.ts';
import { takeLeases } from '../take-lease.ts';
import { leftoverFiles, type Leftover } from './leftover-files.ts';
import { settleOf } from './look-at-orphans.ts';
import { record } from './record-repair.ts';
import { foundOf, type Surgery } from './surgery.ts';

/**
 * Removes files that nothing needs and writes mirrors anew, while nobody else may work: under the leases of upkeep and of all tenants.
 * A tenant that is new may begin meanwhile, so a file goes only if it was there before the leases were had, and nobody else had one then.
 */
export async function repairLake(surgery: Surgery): Promise<void> {
  const { workspace, findings } = surgery;
  const before = await leftoversOf(surgery);
  using leases = await allLeases(surgery);
  const lease = leases?.kept[0]?.lease;
  if (lease === undefined) return;
  const { journal } = workspace;
  const behind = new Set(foundOf(findings, ['MIRROR_BEHIND']).map(({ where }) => where));
  const tables = (await loadAll(workspace)).filter(({ name }) => behind.has(tableText(name)));
  if (tables.length > 0) {
    const places = tables.map(({ name }) => tableText(name));
    record(journal, { check: 'catalog', code: 'MIRROR_BEHIND', places, lease });
    for (const table of tables) await mirror(table);
  }
  await finishExpiries(surgery, lease);
  const known = new Set(before.map(({ path }) => path));
  const gone = (await leftoversOf(surgery)).filter(({ path }) => known.has(path));
  if (gone.length === 0) return;
  const bytes = gone.reduce((sum, one) => sum + one.bytes, 0);
  const places = gone.map(({ path }) => journalPath(workspace.folder, path));
  // Before they go: killed in between, files stay too many, and none goes unsaid.
  record(journal, { check: 'orphans', code: 'ORPHAN_FILES', places, bytes, lease });
  for (const { path } of gone) await rm(path, { recursive: true, force: true });
}

/** What killed expiries forgot goes with its files, and the journal is told. */
async function finishExpiries({ workspace }: Surgery, lease: Lease): Promise<void> {
  const { catalog, journal, stamps, folder } = workspace;
  for (const table of await loadAll(workspace)) {
    if (unsaidExpiry(journal, table).length === 0) continue;
    record(journal, { check: 'orphans', code: 'EXPIRY_UNFINISHED', places: [tableText(table.name)], lease });
    const place = { catalog, journal, stamps, lease, workspace: folder };
    await expireTable(place, table, { ids: [], olderThan: null, tenant: null });
  }
}

async function leftoversOf({ host, workspace, request }: Surgery): Promise<readonly Leftover[]> {
  const { catalog, journal, folder } = workspace;
  const { nobodys } = await leftoverFiles({
    folder,
    catalog,
    journal,
    files: folderFiles(folderStore(folder)),
    tables: await loadAll(workspace),
    now: host.now().getTime(),
    settleMilliseconds: settleOf(request),
  });
  return nobodys;
}

const defaultPatience = 10_000;
const pauseMilliseconds = 100;

/** The leases of everybody, or undefined where others do not give theirs back in time: then it is not the moment. */
async function allLeases({ host, workspace: { journal }, queue, request, work }: Surgery) {
  const { patienceMilliseconds = defaultPatience } = request;
  const deadline = performance.now() + patienceMilliseconds;
  for (;;) {
    stopIfCancelled(work.signal);
    const tenants = [
      ...journal.tenants(),
      ...journal.leases().flatMap(({ tenant }) => tenant ?? []),
      ...queue.open().map(({ tenant }) => tenant),
    ];
    const names = [null, ...new Set(tenants)];
    if (!journal.leases().some(({ dead }) => !dead)) {
      try {
        const taken = takeLeases(host, journal, names);
        const others = journal.leases().filter(({ tenant, dead }) => !dead && !names.includes(tenant));
        if (others.length === 0) return taken;
        taken[Symbol.dispose]();
      } catch (cause) {
        if (!(cause instanceof QuaysideError && cause.retryable)) throw cause;
      }
    }
    if (performance.now() > deadline) return undefined;
    await setTimeout(pauseMilliseconds);
  }
}
