import { z } from 'zod';
import { create } from 'zustand';
import { remember } from './remembered.ts';

const kept = remember('scope', z.object({ tenant: z.string().nullable() }));

interface Scope {
  /** Whose rows are looked at; null: all tenants'. */
  readonly tenant: string | null;
  readonly setTenant: (tenant: string | null) => void;
}

/** The tenant that the scope bar names and every screen keeps to. */
export const useScope = create<Scope>((set) => ({
  tenant: kept.read()?.tenant ?? null,
  setTenant: (tenant) => {
    set({ tenant });
    kept.write({ tenant });
  },
}));
