import type { AuditEntry } from '../../../contracts/api/audit.ts';
import type { Tone } from '../../components/marks.tsx';

/** Good for what published, an error for what failed, quiet for steps on the way. */
export function toneOf(record: AuditEntry['record']): Tone {
  switch (record.kind) {
    case 'run-finished':
      return record.body.status === 'failed'
        ? 'error'
        : record.body.status === 'published'
          ? 'good'
          : 'quiet';
    case 'publication-outcome':
      return record.body.outcome === 'published' ? 'good' : 'warning';
    case 'rollback':
    case 'clean':
    case 'repair':
    case 'run-resumed':
      return 'warning';
    case 'quarantine-return':
      return 'good';
    case 'quarantine-operation':
    case 'quarantine-undo':
    case 'setting':
    case 'relocation':
    case 'delivery':
      return 'info';
    case 'evaluation':
    case 'run-started':
    case 'run-stage':
    case 'run-planned':
    case 'publication-intent':
    case 'expiry':
    case 'upkeep':
      return 'quiet';
  }
}
