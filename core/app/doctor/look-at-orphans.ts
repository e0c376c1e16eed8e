import { relative } from 'node:path';
import { tableText } from '../../iceberg/table.ts';
import { unsaidExpiry } from '../../silver/unsaid-expiry.ts';
import { examplesOf, type Finding, needsYou, note, plural, repairable } from './finding.ts';
import { leftoverFiles } from './leftover-files.ts';
import { busyTenants } from './look-at-runs.ts';
import type { OpenedPatient } from './patient.ts';

const day = 24 * 3600 * 1000;
const aMinute = 60_000;

export const settleOf = ({ settleMilliseconds = aMinute }: OpenedPatient['request']): number =>
  settleMilliseconds;

/** Whether the lake holds files that nothing needs. While a run or upkeep is on only those that are a day old count: it has such files too. */
export async function lookAtOrphans({
  opened,
  folder,
  host,
  request,
}: OpenedPatient): Promise<readonly Finding[]> {
  const now = host.now().getTime();
  const { nobodys, published, ofNoTable } = await leftoverFiles({
    ...opened,
    folder,
    now,
    settleMilliseconds: settleOf(request),
  });
  const busy = busyTenants(opened).size > 0;
  const unsaid = busy ? [] : opened.tables.filter((table) => unsaidExpiry(opened.journal, table).length > 0);
  const counted = busy ? nobodys.filter(({ modified }) => now - modified.getTime() > day) : nobodys;
  const names = (files: readonly { readonly path: string }[]): string =>
    examplesOf(files.map(({ path }) => relative(folder, path)));
  const [first] = counted.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const bytes = counted.reduce((sum, one) => sum + one.bytes, 0);
  return [
    ...(counted.length === 0
      ? []
      : [
          // Which they are, so that those of another look are others.
          repairable('ORPHAN_FILES', relative(folder, first?.path ?? ''), {
            found: `${plural(counted.length, 'file')} (${plural(bytes, 'byte')}) that nothing needs, left by processes that were killed or lost a race: ${names(counted)}`,
            expected: 'only files that a table, its mirror or the journal needs',
          }),
        ]),
    ...unsaid.map((table) =>
      repairable('EXPIRY_UNFINISHED', tableText(table.name), {
        found:
          'snapshots that an expiry forgot which was killed before it said so; what only they needed may be there still',
        expected: 'a record of every expiry, and no files of what it forgot',
      }),
    ),
    ...(published.length === 0 || unsaid.length > 0
      ? []
      : [
          note('FILES_FORGOTTEN', 'lake', {
            found: `${plural(published.length, 'file')} that the journal published and no table knows any more: ${names(published)}`,
            expected: 'published files in a table until an expiry is recorded',
            remedy:
              'nothing: they go with the next `quayside tables expire` of their table. Another program forgot their snapshots; where catalog.sqlite is an older copy they stay, and `agreement` says so',
          }),
        ]),
    ...[...ofNoTable].map(([place, files]) =>
      needsYou('TABLE_UNKNOWN', place, {
        found: `${plural(files.length, 'file')} of what looks like a table that is not in the catalog: ${names(files)}`,
        expected: 'every table of the lake in the catalog',
        remedy:
          'if it was dropped on purpose, remove the folder; otherwise restore catalog.sqlite, or register the table again with the program that made it',
      }),
    ),
  ];
}
