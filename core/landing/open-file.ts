import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import type { Duck } from '../duck/duck.ts';
import { assertSame } from './digest.ts';
import type { SourceFile } from './discovery/find-sources.ts';
import { formatOfFile } from './discovery/words.ts';
import { openParquet } from './parquet/open-parquet.ts';
import type { RawFile } from './raw-file.ts';
import { openText } from './text/open-text.ts';

/** Opens a file by what its name promises; Parquet is known by its first bytes under any other name. */
export async function openFile(
  duck: Duck,
  source: SourceFile,
  scratch: string,
  name: string,
  work: Work,
): Promise<RawFile> {
  const local = source.store.localPath(source.object.key);
  if (local === undefined) {
    throw new QuaysideError(
      'SOURCE_NOT_READABLE',
      `${source.path} is not on this machine; copy it here first.`,
      {
        parameters: { path: source.path },
      },
    );
  }
  const parquet = formatOfFile(source.path) === 'parquet' || (await beginsAsParquet(source));
  try {
    return parquet
      ? await openParquet(duck, source, local, work)
      : await openText(duck, source, local, scratch, name, work);
  } catch (cause) {
    // A file that somebody still writes looks damaged: what is wrong is that it was read too early.
    if (cause instanceof QuaysideError && cause.exit === 3) await assertSame(source, source.object.bytes);
    throw cause;
  }
}

async function beginsAsParquet({ store, object }: SourceFile): Promise<boolean> {
  for await (const piece of store.read(object.key, { offset: 0, length: 4 })) {
    return Buffer.from(piece).toString('latin1') === 'PAR1';
  }
  return false;
}
