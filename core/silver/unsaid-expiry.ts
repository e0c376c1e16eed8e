import type { TableChange } from '../iceberg/change/types.ts';
import { type Table, tableText } from '../iceberg/table.ts';
import type { Journal } from '../journal/journal.ts';

/** A snapshot of those that Quayside forgot last: in the same commit, so that a table tells of an expiry that the journal does not know. */
const forgottenKey = 'quayside.forgotten-snapshot';

/** To be committed with the change that forgets these snapshots; at least one. */
export const forgettingNote = (ids: readonly bigint[]): TableChange => ({
  kind: 'set-properties',
  properties: { [forgottenKey]: String(ids.at(-1)) },
});

/**
 * Snapshots that an expiry forgot which was killed before it said so: its files are there still, and nobody needs them. Empty also where
 * another program forgot them. While an expiry is on it may be one that is about to say it.
 */
export function unsaidExpiry(journal: Journal, { name, metadata }: Table): readonly bigint[] {
  const last = metadata.properties[forgottenKey];
  if (last === undefined) return [];
  const table = tableText(name);
  const said = new Set(journal.expiredSnapshots(table));
  if (said.has(last)) return [];
  const there = new Set(metadata.snapshots.map((snapshot) => snapshot['snapshot-id'].toString()));
  const gone = [...new Set([...journal.publishedSnapshots(table), last])];
  return gone.filter((id) => !there.has(id) && !said.has(id)).map(BigInt);
}
