import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** A JSON file of a package, parsed. `url` is what `import.meta.resolve` says. */
export async function readPackageJson<T>(url: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(JSON.parse(await readFile(new URL(url), 'utf8')));
}

const manifest = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** Name, version and licence of an installed package. By path, because many packages do not export their manifest. */
export function readManifest(name: string): Promise<z.infer<typeof manifest>> {
  return readPackageJson(new URL(`../../node_modules/${name}/package.json`, import.meta.url).href, manifest);
}
