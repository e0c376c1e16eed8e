import { basename, dirname } from 'node:path';
import { folderStore } from '../store/folder.ts';
import type { Delivery } from './delivery.ts';
import { sourceChanged } from './digest.ts';

/**
 * To be called when the last reader of a delivery's relations is done: Parquet is read where it lies, so a file that changes
 * meanwhile would mix two versions. Throws SOURCE_CHANGED; costs one look at each file's size, time and inode.
 */
export async function assertUnchanged(delivery: Delivery): Promise<void> {
  for (const { path, version } of delivery.batches.flatMap((batch) => batch.objects)) {
    const now = await folderStore(dirname(path)).stat(basename(path));
    if (now?.version !== version) throw sourceChanged(path);
  }
}
