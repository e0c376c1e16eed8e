import type { Span } from '../../contracts/telemetry/span.ts';
import { countText, textTable } from './text-table.ts';

/** A run's spans as a tree: what lasted how long, and a bar of when. */
export function spansText(spans: readonly Span[]): string {
  if (spans.length === 0)
    return 'No spans are kept of this run: it is not over, or newer runs took their place.';
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined || !ids.has(parentSpanId));
  return roots.map((root) => attemptText(root, spans)).join('\n\n');
}

interface Branch {
  readonly span: Span;
  readonly depth: number;
}

function attemptText(root: Span, spans: readonly Span[]): string {
  const rows = branches(root, spans, 0).map(({ span, depth }) => [
    `${'  '.repeat(depth)}${nameOf(span)}`,
    secondsText(span.milliseconds),
    barOf(span, root),
    factsText(span),
  ]);
  return `trace ${root.traceId}, ${new Date(root.startMs).toISOString()}\n${textTable(['', 'seconds', '', ''], rows)}`;
}

const branches = (span: Span, spans: readonly Span[], depth: number): readonly Branch[] => [
  { span, depth },
  ...spans
    .filter(({ parentSpanId }) => parentSpanId === span.spanId)
    .flatMap((inner) => branches(inner, spans, depth + 1)),
];

const nameOf = ({ name, facts: { dataset, attempt = 1 } }: Span): string =>
  [
    name,
    ...(dataset === undefined ? [] : [dataset]),
    ...(attempt === 1 ? [] : [`(attempt ${attempt})`]),
  ].join(' ');

const secondsText = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

const barWidth = 24;

/** Where in its run a span lies; at least one mark. */
function barOf({ startMs, milliseconds }: Span, root: Span): string {
  const per = barWidth / Math.max(root.milliseconds, 1);
  const from = Math.min(Math.floor((startMs - root.startMs) * per), barWidth - 1);
  const to = Math.min(
    Math.max(Math.round((startMs - root.startMs + milliseconds) * per), from + 1),
    barWidth,
  );
  return `${'·'.repeat(from)}${'█'.repeat(to - from)}${'·'.repeat(barWidth - to)}`;
}

function factsText({ status, facts }: Span): string {
  const { rows, bytes, files, code } = facts;
  return [
    ...(status === 'ok' ? [] : [`${status}${code === undefined ? '' : ` ${code}`}`]),
    ...(rows === undefined ? [] : [`${countText(rows)} rows`]),
    ...(bytes === undefined ? [] : [`${countText(Math.ceil(bytes / 1024))} KiB`]),
    ...(files === undefined ? [] : [`${files} ${files === 1 ? 'file' : 'files'}`]),
    ...(facts.status === undefined ? [] : [facts.status]),
  ].join(', ');
}
