import { datasetNames } from '../../contracts/data/contracts.ts';
import { isTimezone } from '../../contracts/timezone.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import type { Duck } from '../duck/duck.ts';
import { explodeData } from './airbyte/explode.ts';
import { makeBatch } from './batch.ts';
import type { Batch, Delivery, LandingRequest, NotRead } from './delivery.ts';
import { contentId } from './digest.ts';
import { findSources, type SourceFile } from './discovery/find-sources.ts';
import { datasetOfHeader } from './discovery/header.ts';
import { inOrder } from './in-order.ts';
import { openFile } from './open-file.ts';
import { isTechnical, type RawFile } from './raw-file.ts';

export type { Batch, Delivery, LandingRequest, NotRead } from './delivery.ts';

/**
 * Takes a delivery in: finds the tenant's files, hashes and opens them, and offers each dataset's rows as one raw relation. Parquet
 * is read where it lies; text is staged in `scratch` once. Nothing is written elsewhere. Every row of every file that was read is
 * in a relation or in `ignored`; every file that was found is in a batch or in `notRead`.
 * Throws QuaysideErrors with exit 3, each saying which file, what was expected and what was found.
 */
export async function receive(duck: Duck, request: LandingRequest, work: Work): Promise<Delivery> {
  const { tenant, kind, timezone = 'UTC' } = request;
  checkTimezone(timezone);
  const { files: sources, notRead } = await findSources(request.sources, tenant, work.signal);
  if (sources.length === 0) throw nothingToRead(request, notRead);
  const told = countingBytes(sources, work);
  const files = await inOrder(sources, 2, async (source, index) => {
    const name = `landed-${index + 1}`;
    const opened = await openFile(duck, source, request.scratch, name, told.work);
    const file = await explodeData(duck, opened, request.scratch, name, work);
    told.addRows(file.rows);
    return { file, dataset: source.dataset ?? datasetOfHeader(source.path, headerOf(file), source.folder) };
  });
  const batches: Batch[] = [];
  for (const dataset of datasetNames) {
    const own = files.filter((one) => one.dataset === dataset).map((one) => one.file);
    if (own.length > 0) batches.push(await makeBatch(duck, tenant, dataset, own, work));
  }
  return {
    tenant,
    deliveryId: contentId(
      tenant,
      batches.map((batch) => batch.batchId),
    ),
    kind,
    ...(request.extractedAt === undefined ? {} : { extractedAt: request.extractedAt }),
    timezone,
    batches,
    notRead,
  };
}

/** Files say how many bytes each piece of them is; whoever watches hears how many of all files' bytes were read. */
function countingBytes(
  sources: readonly SourceFile[],
  work: Work,
): { readonly work: Work; readonly addRows: (more: number) => void } {
  const totalBytes = sources.reduce((sum, { object }) => sum + object.bytes, 0);
  let [rows, bytes] = [0, 0];
  const tell = (): void => work.progress?.({ stage: 'landing', rows, bytes, totalBytes });
  tell();
  return {
    work: {
      ...work,
      progress: (step) => {
        bytes += step.bytes ?? 0;
        tell();
      },
    },
    addRows: (more) => {
      rows += more;
      tell();
    },
  };
}

const headerOf = (file: RawFile): readonly string[] =>
  file.columns.map((column) => column.name).filter((name) => !isTechnical(name));

function checkTimezone(timezone: string): void {
  if (isTimezone(timezone)) return;
  throw new QuaysideError(
    'USAGE',
    `${JSON.stringify(timezone)} is not a time zone; expected an IANA name such as Europe/Berlin.`,
    { parameters: { timezone } },
  );
}

function nothingToRead({ tenant, sources }: LandingRequest, notRead: readonly NotRead[]): QuaysideError {
  const shown = notRead.slice(0, 8).map(({ path, reason }) => `${path} (${reason})`);
  const more = notRead.length > shown.length ? ` and ${notRead.length - shown.length} more` : '';
  const found = shown.length === 0 ? 'no file at all' : `${shown.join(', ')}${more}`;
  return new QuaysideError(
    'NOTHING_TO_READ',
    `Nothing to read for tenant ${tenant} in ${sources.join(', ')}: expected CSV or Parquet files named suppliers or parts, ` +
      `or in folders of that name, for this tenant; found ${found}.`,
    { parameters: { tenant, sources: [...sources], found: notRead.map(({ path }) => path).slice(0, 50) } },
  );
}
