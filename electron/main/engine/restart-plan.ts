const windowMilliseconds = 60_000;
const delays = [200, 500, 1000, 2000, 5000] as const;

/**
 * How long to wait before an engine that died is started again, in milliseconds: longer with every death within a minute. Undefined
 * where it died too often: a person decides.
 *
 * @param deaths when it died, the last one included
 */
export function restartDelay(deaths: readonly number[], now: number): number | undefined {
  const lately = deaths.filter((at) => now - at < windowMilliseconds).length;
  return delays[Math.max(0, lately - 1)];
}
