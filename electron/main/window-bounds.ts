import type { Bounds } from './shell-settings.ts';

/** The least size that every screen is made for. */
export const leastSize = { width: 1024, height: 700 } as const;
const firstSize = { width: 1280, height: 800 } as const;

/**
 * Where the window opens: where it was, if a piece of it that can be seized is still on a display; otherwise in the middle of the
 * first one.
 *
 * @param areas what is free of task bars on each display, the first one first
 */
export function placeWindow(last: Bounds | undefined, areas: readonly Bounds[]): Bounds {
  if (last !== undefined && areas.some((area) => isWithinReach(last, area))) {
    return {
      ...last,
      width: Math.max(last.width, leastSize.width),
      height: Math.max(last.height, leastSize.height),
    };
  }
  const area = areas[0] ?? { x: 0, y: 0, ...firstSize };
  const width = Math.min(firstSize.width, area.width);
  const height = Math.min(firstSize.height, area.height);
  return {
    x: area.x + Math.floor((area.width - width) / 2),
    y: area.y + Math.floor((area.height - height) / 2),
    width,
    height,
  };
}

/** Its title bar is on the display: at least 100 px of it. */
function isWithinReach(window: Bounds, area: Bounds): boolean {
  const left = Math.max(window.x, area.x);
  const right = Math.min(window.x + window.width, area.x + area.width);
  return right - left >= 100 && window.y >= area.y && window.y < area.y + area.height - 30;
}
