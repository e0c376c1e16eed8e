/** Between preload and main: calls one way, events and the engine's news the other. Ports come as `portMessage` (contracts/shell/window.ts). */
export const callChannel = 'quayside:call';
export const eventChannel = 'quayside:event';
export const engineChannel = 'quayside:engine';

/** How the preload script learns the application's version. */
export const versionArgument = '--quayside-version=';
