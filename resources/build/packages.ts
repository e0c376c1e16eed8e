import { readFile } from 'node:fs/promises';
import type { z } from 'zod';

const modules = new URL('../../node_modules/', import.meta.url);

/**
 * A JSON file of an installed package, parsed: `cldr-core/package.json`. By path, because many packages do not export their manifest.
 */
export async function readPackageJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(JSON.parse(await readFile(new URL(path, modules), 'utf8')));
}
