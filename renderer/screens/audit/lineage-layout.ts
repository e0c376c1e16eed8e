import type { LineageGraph, LineageNode } from '../../../contracts/api/audit.ts';

/** Five columns fit into a window of 1,024 px. */
export const nodeWidth = 168;
export const nodeHeight = 44;
const gapX = 26;
const gapY = 12;
const margin = 16;

interface Placed {
  readonly node: LineageNode;
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly nodes: readonly Placed[];
  readonly edges: readonly {
    readonly key: string;
    readonly from: string;
    readonly to: string;
    readonly path: string;
  }[];
  readonly width: number;
  readonly height: number;
}

/** A column per rank, the nodes of a column near what leads to them. Pure; the same graph is always drawn alike. */
export function layOut({ nodes, edges }: Pick<LineageGraph, 'nodes' | 'edges'>): Layout {
  const ranks = [...new Set(nodes.map(({ rank }) => rank))].toSorted((a, b) => a - b);
  const place = new Map<string, Placed>();
  for (const [column, rank] of ranks.entries()) {
    const wanted = (node: LineageNode): number => {
      const before = edges.flatMap(({ from, to }) => (to === node.id ? (place.get(from)?.y ?? []) : []));
      return before.length === 0 ? 0 : before.reduce((sum, y) => sum + y, 0) / before.length;
    };
    nodes
      .filter((node) => node.rank === rank)
      .map((node) => ({ node, y: wanted(node) }))
      .toSorted((a, b) => a.y - b.y || a.node.label.localeCompare(b.node.label))
      .forEach(({ node }, index) =>
        place.set(node.id, {
          node,
          x: margin + column * (nodeWidth + gapX),
          y: margin + index * (nodeHeight + gapY),
        }),
      );
  }
  const placed = [...place.values()];
  return {
    nodes: placed,
    edges: edges.flatMap(({ from, to }) => {
      const [a, b] = [place.get(from), place.get(to)];
      return a === undefined || b === undefined
        ? []
        : [{ key: `${from} ${to}`, from, to, path: curve(a, b) }];
    }),
    width: Math.max(0, ...placed.map(({ x }) => x + nodeWidth)) + margin,
    height: Math.max(0, ...placed.map(({ y }) => y + nodeHeight)) + margin,
  };
}

function curve(a: Placed, b: Placed): string {
  const [x1, y1] = [a.x + nodeWidth, a.y + nodeHeight / 2];
  const [x2, y2] = [b.x, b.y + nodeHeight / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1},${y1} C${middle},${y1} ${middle},${y2} ${x2},${y2}`;
}
