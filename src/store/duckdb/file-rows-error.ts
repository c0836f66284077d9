import { messageOf } from '../../lib/errors.ts';
import { FileRowsError } from '../file-rows.ts';
import type { StoreError } from '../store-error.ts';
import { duckDbError } from './duckdb-error.ts';

/** Files, and the names under which DuckDB read them. */
export interface ReadFiles {
  readonly files: readonly string[];
  readonly names: readonly string[];
}

/** What a value, a row or a whole file is at fault for. The store's own file is not. */
const OF_THE_FILES =
  /^(?:Conversion|Constraint|Invalid Input|Invalid|Parser|Binder|Out of Range|Not implemented) Error:|^(?:IO|HTTP) Error: (?!Could not (?:write|sync|truncate))/;

/** DuckDB's error as ours: the files' own names stand in it. @param store where the rows were to go */
export function fileRowsError(
  error: unknown,
  store: string,
  read: ReadFiles,
): FileRowsError | StoreError {
  if (error instanceof FileRowsError) return error;
  const message = messageOf(error);
  const isOfFile = read.names.some((name) => message.includes(name));
  if (!isOfFile && (!OF_THE_FILES.test(message) || message.includes(store))) {
    return duckDbError(error, store);
  }
  const [first = message] = withOwnNames(message, read).split('\n');
  return new FileRowsError(`the rows cannot be read: ${first}`, {
    cause: error,
    remedy:
      'check that the files are whole, and download them again; the stored rows stay as they were',
  });
}

function withOwnNames(message: string, { files, names }: ReadFiles): string {
  let text = message;
  for (const [index, name] of names.entries()) {
    text = text.replaceAll(name, files[index] ?? name);
  }
  return text;
}
