import type { Work } from '../../base/progress.ts';
import type { Host } from '../host.ts';
import { Desk } from '../quarantine-desk.ts';
import { readTenantSettings } from '../tenant-settings.ts';

/** Of the engine's limits, for all of them. */
const shareOfMemory = 0.5;
/** Of the engine's limits, for one on which nobody is at the moment: what it holds goes to the disk. */
const shareAside = 0.1;
/** Tenants whose quarantine stays on a desk; the one that was asked for longest ago goes first. */
const most = 2;

interface Place {
  readonly settings: string;
  readonly desk: Promise<Desk>;
  /** Bytes that its DuckDB may use. */
  memory: number;
  /** What was asked of it last; one thing after the other. */
  last: Promise<unknown>;
}

/** The desks of the tenants that people work on, kept between questions: making one reads the whole quarantine. */
export class Desks implements AsyncDisposable {
  readonly #host: Host;
  readonly #workspace: string;
  readonly #places = new Map<string, Place>();

  constructor(host: Host, workspace: string) {
    this.#host = host;
    this.#workspace = workspace;
  }

  /** Asks a tenant's desk as it is now, after whatever was asked of it before. Throws as `Desk.open` and `Desk.refresh`. */
  async ask<T>(tenant: string, work: Work, question: (desk: Desk) => Promise<T> | T): Promise<T> {
    const place = await this.#place(tenant);
    const answer = place.last
      .catch(() => undefined)
      .then(async () => {
        const desk = await place.desk;
        await limit(place, this.#memoryOf(this.#places.size - 1));
        await desk.refresh(work);
        return question(desk);
      });
    place.last = answer;
    return answer;
  }

  /** Of the desk that is worked on, beside so many others. */
  #memoryOf(others: number): number {
    return Math.floor(this.#host.limits.memory * (shareOfMemory - others * shareAside));
  }

  async #place(tenant: string): Promise<Place> {
    const settings = JSON.stringify(await readTenantSettings(this.#workspace, tenant));
    const known = this.#places.get(tenant);
    this.#places.delete(tenant);
    if (known !== undefined && known.settings !== settings) void close(known);
    const aside = Math.floor(this.#host.limits.memory * shareAside);
    for (const other of this.#places.values()) {
      // Should it not get by with that, it is asked for more when it is worked on again.
      other.last = other.last
        .catch(() => undefined)
        .then(() => limit(other, aside))
        .catch(() => undefined);
    }
    const memory = this.#memoryOf(Math.min(this.#places.size, most - 1));
    const host = { ...this.#host, limits: { ...this.#host.limits, memory } };
    const place =
      known?.settings === settings
        ? known
        : {
            settings,
            desk: Desk.open(host, { workspace: this.#workspace, tenant }),
            memory,
            last: Promise.resolve(),
          };
    this.#places.set(tenant, place);
    place.desk.catch(() => {
      if (this.#places.get(tenant) === place) this.#places.delete(tenant);
    });
    const [oldest] = this.#places.keys();
    if (this.#places.size > most && oldest !== undefined) {
      const gone = this.#places.get(oldest);
      this.#places.delete(oldest);
      if (gone !== undefined) void close(gone);
    }
    return place;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.#places.values()];
    this.#places.clear();
    await Promise.all(all.map(close));
  }
}

async function limit(place: Place, memory: number): Promise<void> {
  if (place.memory === memory) return;
  const desk = await place.desk;
  await desk.limitMemory(memory);
  place.memory = memory;
}

/** After what is being asked of it. A desk that could not be opened or closed holds nothing worth telling. */
async function close({ desk, last }: Place): Promise<void> {
  await last.catch(() => undefined);
  await desk.then((open) => open[Symbol.asyncDispose]()).catch(() => undefined);
}
