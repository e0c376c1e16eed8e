import { z } from 'zod';
import { QuaysideError } from '../../base/errors.ts';
import type { TableFiles } from '../../iceberg/storage/table-files.ts';

const versioned = z.looseObject({ 'format-version': z.number() });

/** The format version that a metadata file names, also where nothing else of it is understood; undefined where it is not even JSON. */
export async function formatOf(files: TableFiles, metadataLocation: string): Promise<number | undefined> {
  try {
    const text = Buffer.from(await files.read(metadataLocation)).toString();
    return versioned.parse(JSON.parse(text))['format-version'];
  } catch (cause) {
    if (cause instanceof QuaysideError || cause instanceof SyntaxError || cause instanceof z.ZodError)
      return undefined;
    throw cause;
  }
}
