import type { LineageGraph, LineageNode } from '../../contracts/api/audit.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import type { LineagePath } from '../journal/lineage.ts';
import type { Host } from './host.ts';
import { lineage, type LineageRequest } from './lineage.ts';
import type { KeyPlace } from './lineage-places.ts';
import { Workspace } from './run-workspace.ts';

const ranks = {
  file: 0,
  delivery: 1,
  run: 2,
  publication: 3,
  snapshot: 4,
  row: 5,
  'quarantined-row': 5,
} as const satisfies Record<LineageNode['kind'], number>;

/** Nodes by id, each once, and the edges between them. */
class Drawing {
  readonly #nodes = new Map<string, LineageNode>();
  readonly #edges = new Map<string, { readonly from: string; readonly to: string }>();

  node(node: Omit<LineageNode, 'rank'>): string {
    this.#nodes.set(node.id, { ...node, rank: ranks[node.kind] });
    return node.id;
  }

  edge(from: string, to: string): void {
    this.#edges.set(`${from}\n${to}`, { from, to });
  }

  graph(of: string, kind: LineageGraph['kind']): LineageGraph {
    const nodes = [...this.#nodes.values()].toSorted(
      (a, b) => a.rank - b.rank || (a.at ?? '').localeCompare(b.at ?? ''),
    );
    const edges = [...this.#edges.values()].filter(
      (edge) => this.#nodes.has(edge.from) && this.#nodes.has(edge.to),
    );
    return { of, kind, nodes, edges };
  }
}

/** From a run, a snapshot or the key of a row: files → delivery → run → publication → snapshots → rows. Throws as `lineage`. */
export async function lineageGraph(
  host: Host,
  request: LineageRequest,
  work: Work = {},
): Promise<LineageGraph> {
  const { of } = request;
  await using workspace = await Workspace.open(host, request.workspace);
  const { journal } = workspace;
  const drawing = new Drawing();
  const origin = /^-?\d{1,19}$/.test(of) ? journal.lineageOfSnapshot(of) : undefined;
  if (origin !== undefined) {
    if (origin.path === undefined) drawPublication(drawing, origin.publication, undefined);
    else drawPath(drawing, origin.path);
    return drawing.graph(of, 'snapshot');
  }
  const found = await lineage(host, request, work);
  for (const { runId } of found.runs) {
    const path = journal.lineageOfRun(runId);
    if (path !== undefined)
      drawPath(drawing, path, found.kind === 'key' ? batchesOf(found.places) : undefined);
  }
  for (const place of found.places) drawPlace(drawing, place);
  const graph = drawing.graph(of, found.kind);
  if (graph.nodes.length > 0) return graph;
  throw new QuaysideError('USAGE', `Nothing is known of ${of}.`, { parameters: { of } });
}

const batchesOf = (places: readonly KeyPlace[]): ReadonlySet<string> =>
  new Set(places.flatMap(({ batchId }) => batchId ?? []));

function drawPath(drawing: Drawing, { run, delivery }: LineagePath, batches?: ReadonlySet<string>): void {
  const runNode = drawing.node({
    id: `run:${run.runId}`,
    kind: 'run',
    label: run.runId,
    tenant: run.tenant,
    at: run.startedAt,
    facts: { status: run.status, seconds: run.seconds ?? null, actor: run.actor },
  });
  if (delivery !== undefined) {
    const { deliveryId, batches: all, deliveryKind } = delivery.body;
    const deliveryNode = drawing.node({
      id: `delivery:${deliveryId}`,
      kind: 'delivery',
      label: deliveryId,
      tenant: delivery.tenant,
      at: delivery.at,
      facts: { kind: deliveryKind, rows: all.reduce((sum, { rows }) => sum + rows, 0) },
    });
    drawing.edge(deliveryNode, runNode);
    for (const { dataset, batchId, objects } of all.filter((one) => batches?.has(one.batchId) ?? true)) {
      for (const { path, digest, rows, bytes } of objects) {
        const file = drawing.node({
          id: `file:${digest}`,
          kind: 'file',
          label: path.replace(/^.*[/\\]/, ''),
          tenant: delivery.tenant,
          at: null,
          facts: { path, dataset, batchId, rows, bytes, digest },
        });
        drawing.edge(file, deliveryNode);
      }
    }
  }
  for (const publication of run.publications) drawPublication(drawing, publication, runNode);
}

function drawPublication(
  drawing: Drawing,
  { at, tenant, body }: LineagePath['run']['publications'][number],
  runNode: string | undefined,
): void {
  if (body.outcome !== 'published') return;
  const { publicationId, purpose, tables } = body;
  const node = drawing.node({
    id: `publication:${publicationId}`,
    kind: 'publication',
    label: publicationId,
    tenant,
    at,
    facts: { purpose, tables: tables.length },
  });
  if (runNode !== undefined) drawing.edge(runNode, node);
  for (const { table, snapshotId, dataFiles } of tables) {
    const snapshot = drawing.node({
      id: `snapshot:${snapshotId}`,
      kind: 'snapshot',
      label: table,
      tenant,
      at,
      facts: { snapshotId, table, files: dataFiles.length },
    });
    drawing.edge(node, snapshot);
  }
}

function drawPlace(drawing: Drawing, place: KeyPlace): void {
  const { table, tenant, key, code, snapshotId, batchId, rowId, state, sourcePath, sourceRow } = place;
  const isWaiting = rowId !== undefined;
  const row = drawing.node({
    id: isWaiting ? `row:${rowId}` : `row:${table}:${tenant}:${key ?? ''}`,
    kind: isWaiting ? 'quarantined-row' : 'row',
    label: code ?? key ?? '',
    tenant,
    at: null,
    facts: {
      table,
      dataset: place.dataset,
      key,
      batchId,
      state: state ?? null,
      rowId: rowId ?? null,
      sourcePath: sourcePath ?? null,
      sourceRow: sourceRow ?? null,
      codes: place.codes?.join(', ') ?? null,
    },
  });
  if (snapshotId !== null) drawing.edge(`snapshot:${snapshotId}`, row);
}
