// Plain JavaScript, so that an old Node can still say what it lacks: the sources are TypeScript and run on Node 24 only.
import module from 'node:module';

const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `Quayside needs Node 24, this is ${process.version}. Run it as \`npm run -s quayside -- …\` (npm ci installs a Node 24 of its own), or install Node 24.\n`,
  );
  process.exit(2);
}
module.enableCompileCache();
const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));
