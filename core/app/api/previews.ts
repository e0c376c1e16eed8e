import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Duck } from '../../duck/duck.ts';
import { previewSource } from '../file-preview.ts';
import type { GridSource } from '../grid.ts';
import type { Results } from './results.ts';

/** The last files that were looked into: text is staged once, not for every page. */
const kept = 8;

export class Previews {
  readonly #results: Results;
  readonly #open = new Map<string, Promise<GridSource>>();

  constructor(results: Results) {
    this.#results = results;
  }

  async of(duck: Duck, path: string, signal: AbortSignal): Promise<GridSource> {
    const found = await stat(path).catch(() => undefined);
    const key = JSON.stringify([path, found?.size, found?.mtimeMs]);
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    const name = `preview-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
    const scratch = dirname(await this.#results.pathOf(name));
    const opening = previewSource(duck, path, { scratch, name }, signal);
    this.#open.set(key, opening);
    opening.catch(() => this.#open.delete(key));
    const [oldest] = this.#open.keys();
    if (this.#open.size > kept && oldest !== undefined) this.#open.delete(oldest);
    return opening;
  }
}
