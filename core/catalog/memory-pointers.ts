import { type TableName, tableText } from '../iceberg/table.ts';
import { tableNotFound } from './not-found.ts';
import { givenUp } from './given-up.ts';
import type { PointerStore } from './pointer-store.ts';

/** Pointers in memory, for tests and for tables that need not outlive the process. */
export function memoryPointers(): PointerStore {
  const namespaces = new Set<string>();
  const forbidden = new Set<string>();
  const pointers = new Map<string, { readonly table: TableName; readonly location: string }>();

  return {
    async createNamespace(namespace) {
      if (namespaces.has(namespace)) return false;
      namespaces.add(namespace);
      return true;
    },
    namespaces: async () =>
      [...new Set([...namespaces, ...[...pointers.values()].map(({ table }) => table.namespace)])].toSorted(),
    async insert(table, location) {
      if (pointers.has(tableText(table))) return false;
      pointers.set(tableText(table), { table, location });
      return true;
    },
    tables: async (namespace) =>
      [...pointers.values()]
        .map(({ table }) => table)
        .filter((table) => table.namespace === namespace)
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    remove: async (table) => pointers.delete(tableText(table)),
    async locate(table) {
      const found = pointers.get(tableText(table));
      if (found === undefined) throw tableNotFound(table);
      return found.location;
    },
    forbid: async (fence) => void forbidden.add(fence),
    async swap(moves, fence) {
      if (fence !== undefined && forbidden.has(fence)) throw givenUp(fence);
      if (moves.some(({ table, from }) => pointers.get(tableText(table))?.location !== from)) return false;
      for (const { table, to } of moves) pointers.set(tableText(table), { table, location: to });
      return true;
    },
    async [Symbol.asyncDispose]() {
      pointers.clear();
    },
  };
}
