import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type InlineConfig } from 'vite';

// Builds what the desktop application runs besides the page: dist/electron (shell and preload script) and dist/engine (the engine's
// programs, which processes of their own run: no TypeScript and no archive there).
const root = join(import.meta.dirname, '..', '..');
const dist = join(root, 'dist');

interface Programs {
  readonly entries: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly format: 'cjs' | 'es';
  /** Of the oldest process that runs it: the tests' Electron has Node 16 and Chrome 108, the engine always Node 24. */
  readonly target: 'node16' | 'node24' | 'chrome108';
  /** What stays a package, or is part of Electron. */
  readonly external: readonly (string | RegExp)[];
}

const shell: Programs = {
  entries: { main: 'electron/main/index.ts' },
  folder: 'electron',
  format: 'cjs',
  target: 'node16',
  external: ['electron'],
};
/** A sandboxed preload script is one file. */
const preload: Programs = {
  ...shell,
  entries: { preload: 'electron/preload/index.ts' },
  target: 'chrome108',
};
const engine: Programs = {
  // Every program of core/app: the engine starts the others by their names.
  entries: Object.fromEntries(
    readdirSync(join(root, 'core', 'app'))
      .filter((file) => file.endsWith('-main.ts'))
      .map((file) => [basename(file, '.ts'), `core/app/${file}`]),
  ),
  folder: 'engine',
  format: 'es',
  target: 'node24',
  // Native: its binaries are files of their own.
  external: [/^@duckdb\//],
};

/** All in one folder: programs start each other as neighbours, and find resources/ two folders up, as their sources do. */
const configOf = ({ entries, folder, format, target, external }: Programs, empty: boolean): InlineConfig => ({
  root,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  ssr: { noExternal: true },
  resolve: { conditions: ['node', 'import', 'module', 'default'] },
  build: {
    ssr: true,
    target,
    outDir: join(dist, folder),
    emptyOutDir: empty,
    minify: false,
    sourcemap: false,
    rolldownOptions: {
      input: { ...entries },
      external: [...external],
      output: {
        format,
        entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].mjs',
        chunkFileNames: '[name]-[hash].mjs',
      },
    },
  },
});

await build(configOf(shell, true));
await build(configOf(preload, false));
await build(configOf(engine, true));
