import { z } from 'zod';
import { create } from 'zustand';
import { remember } from './remembered.ts';

const kept = remember(
  'layout',
  z.object({ railOpen: z.boolean(), panes: z.record(z.string(), z.number()), tourSeen: z.boolean() }),
);

interface Layout {
  readonly railOpen: boolean;
  /** Sizes of panes in pixels, by `<screen>.<pane>`. */
  readonly panes: Readonly<Record<string, number>>;
  readonly tourSeen: boolean;
  readonly toggleRail: () => void;
  readonly setPane: (name: string, pixels: number) => void;
  readonly setTourSeen: (seen: boolean) => void;
}

/** Where things are in the window; kept on this machine. */
export const useLayout = create<Layout>((set, get) => {
  const change = (part: Partial<Pick<Layout, 'railOpen' | 'panes' | 'tourSeen'>>): void => {
    set(part);
    const { railOpen, panes, tourSeen } = get();
    kept.write({ railOpen, panes: { ...panes }, tourSeen });
  };
  return {
    ...(kept.read() ?? { railOpen: false, panes: {}, tourSeen: false }),
    toggleRail: () => change({ railOpen: !get().railOpen }),
    setPane: (name, pixels) => change({ panes: { ...get().panes, [name]: pixels } }),
    setTourSeen: (tourSeen) => change({ tourSeen }),
  };
});
