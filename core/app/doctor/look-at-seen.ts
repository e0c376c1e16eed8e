import { stat } from 'node:fs/promises';
import { contracts } from '../../../contracts/data/contracts.ts';
import { pathFromJournal } from '../../silver/places.ts';
import { digestOf } from './digest-of.ts';
import { type Finding, needsYou } from './finding.ts';
import type { OpenedPatient } from './patient.ts';

/** The files of newest times that hold now: without them older rows would pass for new ones. */
export async function lookAtSeen({ opened, folder }: OpenedPatient): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const tenant of opened.journal.tenants()) {
    for (const { dataset } of Object.values(contracts)) {
      const file = opened.journal.seenFile(tenant, dataset);
      if (file === undefined) continue;
      const path = pathFromJournal(folder, file.path);
      const there = await stat(path).catch(() => undefined);
      const fault =
        there === undefined
          ? ({ code: 'FILE_MISSING', found: 'no such file of newest times' } as const)
          : (await digestOf(path)) === file.digest
            ? undefined
            : ({
                code: 'FILE_ALTERED',
                found: 'a file of newest times with other bytes than were published',
              } as const);
      if (fault === undefined) continue;
      findings.push(
        needsYou(fault.code, file.path, {
          found: `${fault.found}; runs of ${tenant} cannot tell which ${dataset} are older than what they saw`,
          expected: 'the file as it was published',
          remedy: `restore ${path} from a backup; without one: quayside clean --tenant ${tenant}, then run the tenant's deliveries again`,
        }),
      );
    }
  }
  return findings;
}
