// Preloaded: writes the addresses of all modules that a process resolved into the file LOADED_MODULES names.
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const loaded = new Set();
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    loaded.add(resolved.url);
    return resolved;
  },
});
process.on('exit', () => appendFileSync(process.env.LOADED_MODULES, `${[...loaded].join('\n')}\n`));
