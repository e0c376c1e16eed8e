import { useCallback } from 'react';
import type { LineageNode } from '../../../contracts/api/audit.ts';
import { baseName, shortId, tenantTitle } from '../../format/ids.ts';

/** A node's name for people: a file's own name, a tenant's title, else the label with its middle left out. */
export function useNodeTitle(): (node: LineageNode) => string {
  return useCallback((node) => {
    if (node.kind === 'file') return baseName(node.label);
    if (node.kind === 'delivery' && node.tenant !== null && node.label === node.id)
      return tenantTitle(node.tenant);
    return shortId(node.label, { head: 12, tail: 6 });
  }, []);
}
