import type { ManifestFile } from '../manifest/types.ts';
import type { TableMetadata } from '../metadata/types.ts';
import { carried, isLive } from './rewrite-manifests.ts';
import type { Staging, StoredManifest } from './staging.ts';
import { storeManifest } from './store-manifest.ts';

/** Java's defaults of commit.manifest.min-count-to-merge and commit.manifest.target-size-bytes. */
const fewest = 100;
const largestBytes = 8 * 1024 ** 2;

/** Many small manifests become one per partition spec and content, so that every commit and scan reads few. */
export async function mergeManifests(
  staging: Staging,
  metadata: TableMetadata,
  manifests: readonly ManifestFile[],
  snapshotId: bigint,
): Promise<{ readonly kept: readonly ManifestFile[]; readonly stored: readonly StoredManifest[] }> {
  const kept: ManifestFile[] = [];
  const stored: StoredManifest[] = [];
  const groups = Map.groupBy(manifests, ({ specId, content }) => `${specId}-${content}`);
  for (const group of groups.values()) {
    const small = group.filter((manifest) => manifest.bytes < largestBytes);
    const [first] = small;
    if (first === undefined || small.length < fewest) {
      kept.push(...group);
      continue;
    }
    const entries = (await Promise.all(small.map(staging.read))).flat().filter(isLive);
    const carriedOver = entries.map((entry) => carried(entry, false, snapshotId));
    stored.push(await storeManifest(staging, metadata, first.specId, first.content, carriedOver));
    kept.push(...group.filter((manifest) => !small.includes(manifest)));
  }
  return { kept, stored };
}
