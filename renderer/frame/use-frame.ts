import { create } from 'zustand';

export type Overlay = 'palette' | 'keySearch' | 'shortcuts' | 'tour' | null;

interface FrameState {
  readonly overlay: Overlay;
  readonly open: (overlay: Overlay) => void;
}

/** What lies over the screen; one thing at most. */
export const useFrame = create<FrameState>((set) => ({
  overlay: null,
  open: (overlay) => set({ overlay }),
}));
