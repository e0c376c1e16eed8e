import { Camera, FileText, Inbox, type LucideIcon, Play, Rows3, ShieldAlert, Upload } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from 'react-aria-components';
import type { LineageGraph, LineageNode } from '../../../contracts/api/audit.ts';
import { layOut, nodeHeight, nodeWidth } from './lineage-layout.ts';
import { useNodeTitle } from './use-node-title.ts';

const icons: Record<LineageNode['kind'], LucideIcon> = {
  file: FileText,
  delivery: Inbox,
  run: Play,
  publication: Upload,
  snapshot: Camera,
  row: Rows3,
  'quarantined-row': ShieldAlert,
};

interface LineageGraphProps {
  readonly graph: LineageGraph;
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
}

/** Files at the left, what became of them to the right. Tab goes from node to node in that order. */
export function LineageGraphView({ graph, chosen, onChoose }: LineageGraphProps) {
  const { t } = useTranslation('audit');
  const layout = useMemo(() => layOut(graph), [graph]);
  const titleOf = useNodeTitle();
  return (
    <div className="lineage-canvas" role="group" aria-label={t('lineage.graphOf', { of: graph.of })}>
      <div className="lineage-plane" style={{ width: layout.width, height: layout.height }}>
        <svg width={layout.width} height={layout.height} aria-hidden>
          {layout.edges.map(({ key, path, from, to }) => (
            <path
              key={key}
              d={path}
              className={
                from === chosen || to === chosen ? 'lineage-edge lineage-edge-chosen' : 'lineage-edge'
              }
            />
          ))}
        </svg>
        {layout.nodes.map(({ node, x, y }) => {
          const Icon = icons[node.kind];
          return (
            <Button
              key={node.id}
              className={node.id === chosen ? 'lineage-node lineage-node-chosen' : 'lineage-node'}
              style={{ left: x, top: y, width: nodeWidth, height: nodeHeight }}
              aria-pressed={node.id === chosen}
              onPress={() => onChoose(node.id)}
            >
              <Icon size={16} aria-hidden />
              <span className="lineage-words">
                <span className="faint clip">{t(`node.${node.kind}`)}</span>
                <span className="clip">{titleOf(node)}</span>
              </span>
            </Button>
          );
        })}
      </div>
    </div>
  );
}
