/** What a long-living process takes at a moment. */
export interface Sample {
  /** Seconds since the soak began. */
  readonly at: number;
  readonly rssMiB: number;
  readonly files: number;
}

/** Change per hour by least squares, and the middle value. */
interface Trend {
  readonly perHour: number;
  readonly median: number;
  readonly last: number;
}

function trendOf(points: readonly (readonly [seconds: number, value: number])[]): Trend {
  const values = points.map(([, value]) => value).toSorted((a, b) => a - b);
  const median = values[Math.floor(values.length / 2)] ?? 0;
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const over = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const under = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return { perHour: under === 0 ? 0 : (over / under) * 3600, median, last: points.at(-1)?.[1] ?? 0 };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** After the first quarter, in which caches and pools fill. */
const afterWarmUp = (samples: readonly Sample[]): readonly Sample[] => {
  const from = (samples.at(-1)?.at ?? 0) / 4;
  return samples.filter(({ at }) => at >= from);
};

/** What may not be more after an hour than before it. */
const bounds = { rssMiB: 64, files: 2 } as const;

export interface Growth {
  readonly rss: Trend;
  readonly files: Trend;
  readonly grows: boolean;
}

/** Whether a process grows: only a soak of three quarters of an hour or more can tell. */
export function growthOf(samples: readonly Sample[]): Growth {
  const kept = afterWarmUp(samples);
  const rss = trendOf(kept.map(({ at, rssMiB }) => [at, rssMiB]));
  const files = trendOf(kept.map(({ at, files: open }) => [at, open]));
  const long = (samples.at(-1)?.at ?? 0) >= 2700;
  const grows = long && (rss.perHour > bounds.rssMiB || files.perHour > bounds.files);
  return { rss, files, grows };
}
