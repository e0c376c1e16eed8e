/** In place of node:sqlite, which this Electron's Node does not have; nothing here opens a database. */
export class DatabaseSync {
  constructor() {
    throw new Error('No SQLite here.');
  }
}
