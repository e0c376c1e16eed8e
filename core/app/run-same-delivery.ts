import type { RecordOf } from '../../contracts/journal/record.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Delivery } from '../landing/receive.ts';
import { pathFromJournal } from '../silver/places.ts';

/** Throws SOURCE_CHANGED where the files are not those that the run received when it first began. */
export function assertSameDelivery(
  workspace: string,
  before: RecordOf<'delivery'>['body'],
  now: Pick<Delivery, 'deliveryId' | 'batches'>,
): void {
  if (before.deliveryId === now.deliveryId) return;
  const digests = new Map(
    now.batches.flatMap(({ objects }) => objects.map(({ path, digest }) => [path, digest] as const)),
  );
  const lost = before.batches
    .flatMap(({ objects }) => objects)
    .map(({ path, digest }) => ({ path: pathFromJournal(workspace, path), digest }))
    .find(({ path, digest }) => digests.get(path) !== digest);
  const what =
    lost === undefined
      ? 'There are more files than this run began with'
      : `${lost.path} is not the file that this run began with (expected SHA-256 ${lost.digest}, found ${digests.get(lost.path) ?? 'no such file'})`;
  throw new QuaysideError(
    'SOURCE_CHANGED',
    `${what}: it cannot go on with the same result. Nothing was published; begin a new run with \`quayside run\`.`,
    { parameters: { path: lost?.path ?? '' } },
  );
}
