import type { ContractRouterClient } from '@orpc/contract';
import { audit } from './audit.ts';
import { demo } from './demo.ts';
import { files } from './files.ts';
import { generate } from './generate.ts';
import { home } from './home.ts';
import { jobs } from './jobs.ts';
import { quarantine } from './quarantine.ts';
import { query } from './query.ts';
import { runs } from './runs.ts';
import { search } from './search.ts';
import { settings } from './settings.ts';
import { steward } from './steward.ts';
import { tables } from './tables.ts';
import { workspace } from './workspace.ts';

/** All that the engine can be asked for by a window. */
export const api = {
  workspace,
  home,
  generate,
  demo,
  files,
  runs,
  quarantine,
  steward,
  tables,
  query,
  audit,
  settings,
  search,
  jobs,
};

/** What a client that speaks to the engine offers. */
export type ApiClient = ContractRouterClient<typeof api>;
