/**
 * When a wall clock in a zone shows a time. Where it shows it twice, the later moment; where it never does, as if the clock had
 * not been put forward (what ICU calls "wall time last").
 */
export function localToUtc(local: bigint, zone: string): bigint {
  if (zone === 'UTC') return local;
  const day = 86_400_000_000n;
  const before = offsetAt(local - day, zone);
  const after = offsetAt(local + day, zone);
  const shown = [before, after]
    .map((offset) => local - offset)
    .filter((at) => at + offsetAt(at, zone) === local);
  return shown.reduce((latest, at) => (at > latest ? at : latest), shown[0] ?? local - before);
}

/** Microseconds that a zone's clocks are ahead of UTC at a moment. */
function offsetAt(moment: bigint, zone: string): bigint {
  const seconds = moment / 1_000_000n;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const parts = new Map(
    format.formatToParts(new Date(Number(seconds) * 1000)).map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const wall = new Date(0);
  wall.setUTCFullYear(part('year'), part('month') - 1, part('day'));
  wall.setUTCHours(part('hour'), part('minute'), part('second'));
  return (BigInt(wall.getTime()) / 1000n - seconds) * 1_000_000n;
}
