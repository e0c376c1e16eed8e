import { createRequire } from 'node:module';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, loadConfigFromFile, mergeConfig, type Plugin } from 'vite';

const root = join(import.meta.dirname, '..', '..');

/** The page for an Electron older than the one that is shipped (Chrome 108): for tests of what it does, not of how it looks. */
export async function buildOldPage(outDir: string): Promise<void> {
  const file = join(root, 'renderer', 'vite.config.ts');
  const own = await loadConfigFromFile({ command: 'build', mode: 'production' }, file, root);
  await build(
    mergeConfig(own?.config ?? {}, {
      configFile: false,
      root: join(root, 'renderer'),
      logLevel: 'warn',
      plugins: [withoutNesting()],
      build: { outDir, emptyOutDir: true },
    }),
  );
  await cp(join(import.meta.dirname, 'old-chrome.js'), join(outDir, 'old-chrome.js'));
  const page = join(outDir, 'index.html');
  const html = await readFile(page, 'utf8');
  await writeFile(page, html.replace('<script ', '<script src="./old-chrome.js"></script><script '));
}

/** AG Grid holds its styles as texts with nested rules, which Chrome knows from 112 on; without them it measures without end. */
function withoutNesting(): Plugin {
  // The one that Vite uses.
  const { transform, Features } = createRequire(createRequire(import.meta.url).resolve('vite'))(
    'lightningcss',
  );
  const flat = (css: string): string =>
    transform({
      filename: 'grid.css',
      code: Buffer.from(css),
      targets: { chrome: 108 << 16 },
      include: Features.Nesting,
    }).code.toString();
  const text = /^(var \w+_default\d* = )("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\$]|\\.)*`);$/gm;
  return {
    name: 'grid-styles-without-nesting',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/ag-(?:stack|grid-community)\/dist\/.*\.m?js$/.test(id)) return null;
      const out = code.replace(text, (all, head: string, literal: string) => {
        const css = unquoted(literal);
        return css.includes('{') ? `${head}${JSON.stringify(flat(css))};` : all;
      });
      return { code: out, map: null };
    },
  };
}

/** The value of a string or template literal without placeholders. */
const unquoted = (literal: string): string =>
  literal
    .slice(1, -1)
    .replace(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[^])/g, (_, escape: string) =>
      escape.length > 1
        ? String.fromCharCode(Number.parseInt(escape.slice(1), 16))
        : ({ n: '\n', t: '\t', '\n': '' }[escape] ?? escape),
    );
