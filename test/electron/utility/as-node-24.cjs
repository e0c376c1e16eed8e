// Makes an old Electron look as if its Node were new enough for the engine, and loads what it cannot (ES modules) as CommonJS.
const { utilityProcess } = require('electron');

Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '24.0.0' } });
const fork = utilityProcess.fork.bind(utilityProcess);
utilityProcess.fork = (path, ...more) => fork(path.replace(/\.mjs$/, '.cjs'), ...more);
