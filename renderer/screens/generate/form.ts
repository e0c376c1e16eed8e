import { create } from 'zustand';
import { z } from 'zod';
import type { GenerateInput } from '../../../contracts/api/generate.ts';
import { remember } from '../../state/remembered.ts';

const wish = z.object({
  tenants: z.string(),
  suppliers: z.number(),
  parts: z.number(),
  seed: z.string(),
  format: z.enum(['csv', 'parquet']),
  /** Share of rows with dirt; null: as the generator means it. */
  dirtyRate: z.number().nullable(),
  /** Own shares by kind. */
  kindRates: z.record(z.string(), z.number()),
});
export type GenerateForm = z.infer<typeof wish>;

const kept = remember('generate', wish);

interface GenerateState {
  /** Null until somebody changed something: then the engine's defaults hold. */
  readonly form: GenerateForm | null;
  readonly change: (form: GenerateForm) => void;
  readonly reset: () => void;
}

/** What is to be generated, as far as it was typed; kept on this machine. */
export const useGenerateForm = create<GenerateState>((set) => ({
  form: kept.read() ?? null,
  change: (form) => {
    set({ form });
    kept.write(form);
  },
  reset: () => {
    localStorage.removeItem('quayside.generate');
    set({ form: null });
  },
}));

export const tenantsOf = ({ tenants }: GenerateForm): readonly string[] =>
  tenants.split(/[\s,;]+/).filter((name) => name !== '');

/** What the engine is asked for. */
export const requestOf = (form: GenerateForm): GenerateInput => ({
  tenants: tenantsOf(form),
  suppliers: form.suppliers,
  parts: form.parts,
  seed: form.seed,
  format: form.format,
  ...(form.dirtyRate === null ? {} : { dirtyRate: form.dirtyRate }),
  ...(Object.keys(form.kindRates).length === 0 ? {} : { kindRates: form.kindRates }),
});
