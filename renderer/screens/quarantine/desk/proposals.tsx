import type { OperationInput } from '../../../../contracts/quarantine/operation.ts';
import type { Dataset } from '../asked.ts';

interface ProposalsProps {
  readonly tenant: string;
  readonly dataset: Dataset;
  readonly rowId: string;
  readonly field: string;
  readonly onUse: (operation: OperationInput) => void;
}

/** Fixes that the data itself suggests. */
export const Proposals = (props: ProposalsProps) => (props.field === '' ? null : null);
