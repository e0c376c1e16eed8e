import { contextBridge, ipcRenderer } from 'electron';
import type { ShellCall } from '../../contracts/shell/calls.ts';
import {
  type EngineNews,
  portMessage,
  type QuaysideWindow,
  type ShellEvent,
  type ShellState,
} from '../../contracts/shell/window.ts';
import { callChannel, engineChannel, eventChannel, versionArgument } from '../main/channels.ts';
import { pathOf } from './path-of.ts';

// All that the page gets of the system. What it asks for is judged in the main process.
const call = <T>(request: ShellCall): Promise<T> => ipcRenderer.invoke(callChannel, request);

const listeners = new Set<(event: ShellEvent) => void>();
ipcRenderer.on(eventChannel, (_, event: ShellEvent) => {
  for (const listener of listeners) listener(event);
});
const engineListeners = new Set<(news: EngineNews) => void>();
ipcRenderer.on(engineChannel, (_, news: EngineNews) => {
  for (const listener of engineListeners) listener(news);
});
// A port cannot go through the bridge; it goes to this window, and no other origin gets it.
ipcRenderer.on(portMessage, ({ ports }) => window.postMessage(portMessage, location.origin, [...ports]));

const platforms = { darwin: 'darwin', win32: 'win32' } as const;
const isKnown = (platform: string): platform is keyof typeof platforms => platform in platforms;
const version = process.argv.find((text) => text.startsWith(versionArgument))?.slice(versionArgument.length);

contextBridge.exposeInMainWorld('quayside', {
  platform: isKnown(process.platform) ? process.platform : 'linux',
  version: version ?? '',
  connect: () => void call({ kind: 'connect' }),
  onEngine: (listener) => {
    engineListeners.add(listener);
    void call<ShellState>({ kind: 'state' }).then(({ engine }) => {
      if (engine.state === 'restarting' || engine.state === 'failed') listener(engine);
    });
    return () => void engineListeners.delete(listener);
  },
  on: (listener) => {
    listeners.add(listener);
    void call({ kind: 'listen' });
    return () => void listeners.delete(listener);
  },
  state: () => call({ kind: 'state' }),
  pathsOf: (files) => files.map(pathOf).filter((path) => path !== ''),
  chooseFiles: () => call({ kind: 'chooseFiles' }),
  chooseFolder: () => call({ kind: 'chooseFolder' }),
  chooseSaveFile: (name, save) => call({ kind: 'chooseSaveFile', name, save }),
  showInFolder: (path) => call({ kind: 'showInFolder', path }),
  openWorkspace: (path) => call({ kind: 'openWorkspace', ...(path === undefined ? {} : { path }) }),
  forgetWorkspace: (path) => call({ kind: 'forgetWorkspace', path }),
  setTheme: (theme) => call({ kind: 'setTheme', theme }),
  setLanguage: (language) => call({ kind: 'setLanguage', language }),
  hasSecret: (name) => call({ kind: 'hasSecret', name }),
  setSecret: (name, secret) => call({ kind: 'setSecret', name, secret }),
  removeSecret: (name) => call({ kind: 'removeSecret', name }),
  restartEngine: () => call({ kind: 'restartEngine' }),
} satisfies QuaysideWindow);
