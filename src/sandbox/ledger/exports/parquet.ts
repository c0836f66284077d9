import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Column, ColumnType } from './export-row.ts';

const TYPES: Readonly<Record<ColumnType, string>> = {
  double: 'DOUBLE',
  string: 'VARCHAR',
  timestamp: 'TIMESTAMP_MS',
  map: 'MAP(VARCHAR, VARCHAR)',
  'map of double': 'MAP(VARCHAR, DOUBLE)',
};

/** A Parquet file with the rows of a CSV file, as AWS writes it: compressed with Snappy. */
export async function parquetOf(csv: string, columns: readonly Column[]): Promise<Buffer> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-parquet-'));
  try {
    const source = join(folder, 'rows.csv');
    const target = join(folder, 'rows.snappy.parquet');
    await writeFile(source, csv);
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    const connection = await instance.connect();
    try {
      await connection.run(
        `copy (select ${columns.map(cast).join(', ')} from read_csv('${source}', header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', auto_detect = false, columns = {${columns.map(({ name }) => `'${name}': 'VARCHAR'`).join(', ')}})) to '${target}' (format parquet, compression snappy)`,
      );
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
    return await readFile(target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function cast({ name, type }: Column): string {
  const value = type.startsWith('map') ? `"${name}"::JSON` : `"${name}"`;
  return `${value}::${TYPES[type]} as "${name}"`;
}
