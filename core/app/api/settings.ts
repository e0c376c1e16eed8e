import { about } from '../about.ts';
import { codeViews, contractViews } from '../contract-views.ts';
import { changeSettings, workspaceSettings } from '../settings-change.ts';
import { procedures } from './context.ts';
import type { Engine } from './engine.ts';
import { productVersion } from './version.ts';

const { settings } = procedures;

export const settingsApi = ({ host, limits, workspace, interactive }: Engine) => ({
  read: settings.read.handler(() => workspaceSettings(host, workspace)),
  change: settings.change.handler(({ input: { version, changes } }) =>
    changeSettings(host, workspace, { version, wishes: changes }),
  ),
  contracts: settings.contracts.handler(() => ({ contracts: contractViews() })),
  codes: settings.codes.handler(() => ({ codes: codeViews() })),
  about: settings.about.handler(({ signal }) =>
    interactive.ask(signal, (duck) => about({ ...host, limits }, duck, workspace, productVersion)),
  ),
});
