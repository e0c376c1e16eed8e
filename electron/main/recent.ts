const most = 10;

/** The list of recent workspaces after one was opened. */
export const withRecent = (recent: readonly string[], opened: string): string[] =>
  [opened, ...recent.filter((path) => path !== opened)].slice(0, most);

export const withoutRecent = (recent: readonly string[], path: string): string[] =>
  recent.filter((other) => other !== path);
