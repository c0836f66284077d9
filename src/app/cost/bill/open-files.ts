import type { Settings } from '../../../config/settings.ts';
import type { FileDatabaseOpener } from './import-charges.ts';

/** Opens files with DuckDB, within the limits of the store. */
export function fileOpener({ store }: Settings): FileDatabaseOpener {
  return async (files) => {
    const { DuckDbFiles } = await import('../../../store/duckdb/duckdb-files.ts');
    return DuckDbFiles.open({ memoryMb: store.memoryMb, threads: store.threads, files });
  };
}
