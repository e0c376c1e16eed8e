import { create } from 'zustand';

type Tone = 'good' | 'info' | 'warning' | 'error';

export interface Toast {
  readonly id: number;
  readonly tone: Tone;
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

interface Toasts {
  readonly shown: readonly Toast[];
  /** Short notices go by themselves; errors, and those with an action, stay for longer. */
  readonly show: (toast: Omit<Toast, 'id'>) => void;
  readonly dismiss: (id: number) => void;
}

const most = 4;

export const useToasts = create<Toasts>((set, get) => ({
  shown: [],
  show: (toast) => {
    const id = (get().shown.at(-1)?.id ?? 0) + 1;
    set({ shown: [...get().shown, { ...toast, id }].slice(-most) });
  },
  dismiss: (id) => set({ shown: get().shown.filter((toast) => toast.id !== id) }),
}));
