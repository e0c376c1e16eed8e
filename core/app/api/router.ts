import type { Router } from '@orpc/server';
import type { api } from '../../../contracts/api/index.ts';
import { auditApi } from './audit.ts';
import { procedures } from './context.ts';
import { demoApi } from './demo.ts';
import type { Engine } from './engine.ts';
import { filesApi } from './files.ts';
import { generateApi } from './generate.ts';
import { homeApi } from './home.ts';
import { jobsApi } from './jobs-api.ts';
import { quarantineApi } from './quarantine.ts';
import { queryApi } from './query.ts';
import { runsApi } from './runs.ts';
import { searchApi } from './search.ts';
import { settingsApi } from './settings.ts';
import { stewardApi } from './steward.ts';
import { tablesApi } from './tables.ts';
import { workspaceApi } from './workspace.ts';

/** Every procedure of contracts/api over an engine. */
export const makeApi = (engine: Engine): Router<typeof api, Record<never, never>> =>
  procedures.router({
    workspace: workspaceApi(engine),
    home: homeApi(engine),
    generate: generateApi(engine),
    demo: demoApi(engine),
    files: filesApi(engine),
    runs: runsApi(engine),
    quarantine: quarantineApi(engine),
    steward: stewardApi(engine),
    tables: tablesApi(engine),
    query: queryApi(engine),
    audit: auditApi(engine),
    settings: settingsApi(engine),
    search: searchApi(engine),
    jobs: jobsApi(engine),
  });
