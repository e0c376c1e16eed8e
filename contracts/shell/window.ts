import type { Language, SaveKind, ShellLink, Theme } from './calls.ts';

/**
 * What a page finds as `window.quayside` in the desktop application; in a browser there is none. Frozen. Paths are absolute. Promises
 * fail with a plain Error whose message is for developers.
 */
export interface QuaysideWindow {
  readonly platform: 'darwin' | 'linux' | 'win32';
  /** Of the application. */
  readonly version: string;
  /**
   * Asks for a port to the engine, on which it speaks oRPC (`@orpc/client/message-port`). It comes as a `message` event of the window:
   * `event.source === window && event.data === portMessage`, `event.ports[0]`, to be started by the page. May be called again: each
   * time a new port comes. Ports end with their engine: on `up` call again.
   */
  readonly connect: () => void;
  /** Calls back with how the engine is, whenever that changes, and now unless all is well. Returns how to stop. */
  readonly onEngine: (listener: (news: EngineNews) => void) => () => void;
  /** Calls back with every event from now on, also with those that came before anybody listened. Returns how to stop. */
  readonly on: (listener: (event: ShellEvent) => void) => () => void;
  readonly state: () => Promise<ShellState>;
  /** Of files that a person dropped or chose (`File` objects). What is no file of this machine is left out. */
  readonly pathsOf: (files: readonly object[]) => readonly string[];
  /** Several files of a delivery; none: given up. */
  readonly chooseFiles: () => Promise<readonly string[]>;
  readonly chooseFolder: () => Promise<string | null>;
  readonly chooseSaveFile: (name: string, save: SaveKind) => Promise<string | null>;
  readonly showInFolder: (path: string) => Promise<void>;
  /** Goes over to another workspace, without a path one that the person chooses; the page is loaded again. False: given up. */
  readonly openWorkspace: (path?: string) => Promise<boolean>;
  /** Takes a workspace off the list of recent ones; nothing on the disk changes. */
  readonly forgetWorkspace: (path: string) => Promise<void>;
  readonly setTheme: (theme: Theme) => Promise<void>;
  /** Of menus and dialogs. */
  readonly setLanguage: (language: Language) => Promise<void>;
  /** Secrets go in and are used by the engine; no page gets one back. */
  readonly hasSecret: (name: string) => Promise<boolean>;
  readonly setSecret: (name: string, secret: string) => Promise<void>;
  readonly removeSecret: (name: string) => Promise<void>;
  /** After it `failed`. */
  readonly restartEngine: () => Promise<void>;
}

/** `event.data` of the message that brings a port. */
export const portMessage = 'quayside:port';

export interface ShellState {
  readonly workspace: string;
  /** The latest first, the present one among them. */
  readonly recentWorkspaces: readonly string[];
  readonly theme: Theme;
  readonly language: Language;
  readonly engine: EngineNews;
  /** The system can keep secrets. */
  readonly secrets: boolean;
}

/** `restarting`: it died and is started again; `failed`: it died too often, or refused to start. */
type EngineState = 'starting' | 'up' | 'restarting' | 'failed';

/** Items of the native menu that a page carries out. */
const menuCommands = [
  'openFiles',
  'newRun',
  'generate',
  'search',
  'palette',
  'shortcuts',
  'settings',
] as const;
export type MenuCommand = (typeof menuCommands)[number];

/** `code`: why, where it said so before it ended. */
export interface EngineNews {
  readonly state: EngineState;
  readonly code?: string;
}

/** What a person asks for outside the page. */
export type ShellEvent =
  /** Files or folders dropped on the icon, or given at start. */
  | { readonly kind: 'opened'; readonly paths: readonly string[] }
  | { readonly kind: 'link'; readonly link: ShellLink }
  /** Chosen in the native menu. */
  | { readonly kind: 'theme'; readonly theme: Theme }
  | { readonly kind: 'command'; readonly command: MenuCommand };
