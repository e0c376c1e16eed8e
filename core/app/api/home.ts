import { homeOverview } from '../home.ts';
import { procedures } from './context.ts';
import type { Engine } from './engine.ts';

export const homeApi = ({ host, workspace, interactive }: Engine) => ({
  overview: procedures.home.overview.handler(({ input, signal }) =>
    interactive.ask(signal, (duck, either) => homeOverview(host, duck, workspace, input?.tenant, either)),
  ),
});
