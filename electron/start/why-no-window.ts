/** What the machine is like, as far as it matters for opening a window. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** Linux: X11's or Wayland's display is named. */
  readonly hasDisplay: boolean;
  readonly isRoot: boolean;
  /** ELECTRON_DISABLE_SANDBOX is set. */
  readonly withoutSandbox: boolean;
}

/** Why Electron cannot open a window here, as half a sentence; undefined where nothing speaks against it. */
export function whyNoWindow({ platform, hasDisplay, isRoot, withoutSandbox }: Machine): string | undefined {
  if (platform !== 'linux') return undefined;
  if (!hasDisplay) return 'there is no display here';
  if (isRoot && !withoutSandbox) {
    return 'Electron does not start for root (ELECTRON_DISABLE_SANDBOX=1 lets it, without its sandbox)';
  }
  return undefined;
}
