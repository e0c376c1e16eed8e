import { searchKeys } from '../key-search.ts';
import { procedures } from './context.ts';
import type { Engine } from './engine.ts';

export const searchApi = ({ host, workspace, interactive }: Engine) => ({
  find: procedures.search.find.handler(({ input, signal }) =>
    interactive.ask(signal, (duck, either) => searchKeys(host, duck, workspace, input, either)),
  ),
});
