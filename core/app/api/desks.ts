import type { Work } from '../../base/progress.ts';
import type { Host } from '../host.ts';
import { Desk } from '../quarantine-desk.ts';
import { readTenantSettings } from '../tenant-settings.ts';

/** Of the engine's limits, for each. */
const shareOfMemory = 0.25;
/** Tenants whose quarantine stays on a desk; the one that was asked for longest ago goes first. */
const most = 2;

interface Place {
  readonly settings: string;
  readonly desk: Promise<Desk>;
  /** What was asked of it last; one thing after the other. */
  last: Promise<unknown>;
}

/** The desks of the tenants that people work on, kept between questions: making one reads the whole quarantine. */
export class Desks implements AsyncDisposable {
  readonly #host: Host;
  readonly #workspace: string;
  readonly #places = new Map<string, Place>();

  constructor(host: Host, workspace: string) {
    const { memory, threads } = host.limits;
    this.#host = { ...host, limits: { memory: Math.floor(memory * shareOfMemory), threads } };
    this.#workspace = workspace;
  }

  /** Asks a tenant's desk as it is now, after whatever was asked of it before. Throws as `Desk.open` and `Desk.refresh`. */
  async ask<T>(tenant: string, work: Work, question: (desk: Desk) => Promise<T> | T): Promise<T> {
    const place = await this.#place(tenant);
    const answer = place.last
      .catch(() => undefined)
      .then(async () => {
        const desk = await place.desk;
        await desk.refresh(work);
        return question(desk);
      });
    place.last = answer;
    return answer;
  }

  async #place(tenant: string): Promise<Place> {
    const settings = JSON.stringify(await readTenantSettings(this.#workspace, tenant));
    const known = this.#places.get(tenant);
    this.#places.delete(tenant);
    if (known !== undefined && known.settings !== settings) void close(known);
    const place =
      known?.settings === settings
        ? known
        : {
            settings,
            desk: Desk.open(this.#host, { workspace: this.#workspace, tenant }),
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

/** After what is being asked of it. A desk that could not be opened or closed holds nothing worth telling. */
async function close({ desk, last }: Place): Promise<void> {
  await last.catch(() => undefined);
  await desk.then((open) => open[Symbol.asyncDispose]()).catch(() => undefined);
}
