import module from 'node:module';

// The engine as a program: a host starts it with the workspace's folder and speaks to it as contracts/shell/engine.ts says.
module.enableCompileCache();
const { runEngine } = await import('./api/run-engine.ts');
await runEngine(process.argv[2], process.env);
