import { lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { StartMessage } from '../../contracts/runs/messages.ts';
import type { EngineSlots } from '../runs/engine.ts';
import { MachineSlots } from '../runs/machine-slots.ts';
import type { Host } from './host.ts';

/**
 * The list of a user's workers; undefined where there can be none (the folder cannot be made or is somebody else's, the file is damaged):
 * then every engine counts its own workspace's only.
 */
export function openSlots({ runtimeFolder, now }: Host): MachineSlots | undefined {
  if (runtimeFolder === undefined) return undefined;
  try {
    mkdirSync(runtimeFolder, { recursive: true, mode: 0o700 });
    if (!isOwn(runtimeFolder)) return undefined;
    return new MachineSlots(listIn(runtimeFolder), now);
  } catch {
    return undefined;
  }
}

const listIn = (folder: string): string => join(folder, 'workers.sqlite');

/** The list as an engine asks it. Where it fails (locked, damaged, a full disk) the worker begins uncounted. */
export function engineSlots(slots: MachineSlots): EngineSlots {
  const file = slots.file;
  return {
    take: (share, jobs) => {
      const taken = letGo(() => ({ id: slots.take(share, jobs) }));
      if (taken === undefined) return { id: uncounted, file };
      return taken.id === undefined ? undefined : { id: taken.id, file };
    },
    release: ({ id }) => letGo(() => slots.release(id)),
    wantNone: () => letGo(() => slots.wantNone()),
  };
}

/** A worker takes over its place: it stays taken while this process lives. Best effort. */
export function holdSlot({ slot, limits }: Pick<StartMessage, 'slot' | 'limits'>, now: Host['now']): void {
  if (slot === undefined || slot.id === uncounted) return;
  letGo(() => {
    using slots = new MachineSlots(slot.file, now);
    slots.attach(slot.id, limits);
  });
}

const uncounted = 'uncounted';

function letGo<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Among temporary files anybody can make a folder of any name. */
function isOwn(folder: string): boolean {
  const found = lstatSync(folder);
  const uid = process.getuid?.();
  return found.isDirectory() && (uid === undefined || (found.uid === uid && (found.mode & 0o022) === 0));
}
