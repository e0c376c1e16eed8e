import { parseMetadata } from '../metadata/metadata-file.ts';
import type { TableFiles } from '../storage/table-files.ts';
import type { Table, TableName } from '../table.ts';

/** Reads a table from its metadata file. */
export async function loadTable(
  files: TableFiles,
  name: TableName,
  metadataLocation: string,
): Promise<Table> {
  const metadata = parseMetadata(await files.read(metadataLocation), metadataLocation);
  return { name, metadataLocation, metadata, files };
}
