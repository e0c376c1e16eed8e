// `node .ci/complete-lock.mjs` after installing a package: completes package-lock.json with the packages that other platforms need.
// A registry that serves only some platforms makes `npm install` leave the others out of the lock, and `npm ci` then refuses it as out of
// step ("Missing: … from lock file"). `--check` changes nothing and fails where an entry is missing.
import { readFileSync, writeFileSync } from 'node:fs';

const path = new URL('../package-lock.json', import.meta.url);
const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openharmony', 'sunos', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

/** Where a platform package runs, as its name says: `@oxlint/binding-linux-x64-musl` → linux, x64, musl. */
function platformOf(name) {
  const words = name.split(/[-/]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  if (os === undefined || cpu === undefined)
    throw new Error(`${name}: the platform cannot be told from the name; name it here`);
  const libc = words.find((word) => /^(musl|gnu)/.test(word))?.startsWith('musl') ? 'musl' : 'glibc';
  return { cpu: [cpu], ...(os === 'linux' && cpu !== 'arm' && { libc: [libc] }), os: [os] };
}

/** The optional packages that some entry asks for and that no entry holds. */
function missingEntries(packages) {
  const missing = {};
  for (const [key, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const places = [`node_modules/${name}`, `${key}/node_modules/${name}`];
      if (places.some((place) => place in packages || place in missing)) continue;
      const { cpu, libc, os } = platformOf(name);
      missing[`node_modules/${name}`] = {
        version,
        cpu,
        ...(entry.dev && { dev: true }),
        ...(libc && { libc }),
        optional: true,
        os,
      };
    }
  }
  return missing;
}

const lock = JSON.parse(readFileSync(path, 'utf8'));
const missing = missingEntries(lock.packages);
const names = Object.keys(missing);
if (process.argv.includes('--check')) {
  if (names.length > 0) {
    console.error(
      `package-lock.json lacks ${names.length} packages of other platforms: node .ci/complete-lock.mjs adds them.`,
    );
    process.exit(1);
  }
} else {
  const entries = Object.entries({ ...lock.packages, ...missing });
  lock.packages = Object.fromEntries(entries.sort(([a], [b]) => a.localeCompare(b, 'en')));
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${names.length} packages added to package-lock.json`);
}
