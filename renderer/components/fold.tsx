import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import './fold.css';

interface FoldProps {
  readonly title: ReactNode;
  readonly children: ReactNode;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
}

/** What most people do not need, one press away. */
export function Fold({ title, children, open = false, onOpenChange }: FoldProps) {
  return (
    <Disclosure className="fold" defaultExpanded={open} onExpandedChange={(is) => onOpenChange?.(is)}>
      <Heading level={3} className="fold-title">
        <Button slot="trigger" className="fold-button">
          <ChevronRight size={14} aria-hidden />
          {title}
        </Button>
      </Heading>
      <DisclosurePanel className="fold-panel">{children}</DisclosurePanel>
    </Disclosure>
  );
}
