import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Settings } from '../../config/settings.ts';
import { errorCode } from '../../lib/error-code.ts';
import { messageOf } from '../../lib/errors.ts';
import { makeFolder } from '../../lib/make-folder.ts';
import { StoreError } from '../../store/store-error.ts';
import type { ClickHouseOptions } from '../../store/clickhouse/clickhouse-server.ts';
import type { DuckDbFileOptions } from '../../store/duckdb/duckdb-file.ts';
import type { Store } from '../../store/store.ts';

/** A store that was chosen. */
export type StoreType = 'duckdb' | 'clickhouse';

/** The store that a command uses: the embedded one unless the settings name another. */
export function storeTypeOf({ store: { type } }: Settings): StoreType {
  return type === 'none' ? 'duckdb' : type;
}

/** The folder of the embedded store. */
export function storeFolder({ state }: Settings, cwd: string): string {
  return path.resolve(cwd, state.directory);
}

/** The file of the embedded store. */
export function storeFile(settings: Settings, cwd: string): string {
  return path.join(storeFolder(settings, cwd), 'store.duckdb');
}

/** Where the store is, for a person. */
export function storeName(settings: Settings, cwd: string): string {
  return storeTypeOf(settings) === 'duckdb'
    ? storeFile(settings, cwd)
    : `${settings.store.clickhouse.url} (${settings.store.clickhouse.database})`;
}

/** What the embedded store needs for millions of rows with many columns, which are in memory until a group is full. */
const BULK = { memoryMb: 320, rowsPerGroup: 61_440 } as const;

/**
 * Opens the store to write into it. The database's library is loaded here, and nowhere before.
 *
 * @param use `bulk` for millions of rows from files
 * @throws {StoreError} when another process has it open, it is damaged, or its server does not answer
 */
export async function openStore(
  settings: Settings,
  cwd: string,
  use: 'run' | 'bulk' = 'run',
): Promise<Store> {
  const { KIND_VIEWS: views } = await import('../../store/kind-views.generated.ts');
  switch (storeTypeOf(settings)) {
    case 'duckdb': {
      await madeFolder(storeFolder(settings, cwd));
      return openDuckDb(settings, cwd, { readOnly: false, views }, use);
    }
    case 'clickhouse': {
      const { ClickHouseStore } = await import('../../store/clickhouse/clickhouse-store.ts');
      return ClickHouseStore.open({ ...clickHouseOptions(settings), views });
    }
  }
}

/**
 * Opens the store to read from it. Its rows stay as they are; tables of an older version get what this one adds.
 *
 * @returns undefined when nothing was stored yet
 * @throws {StoreError} as {@link openStore}, and for tables of an older version that cannot be updated
 */
export async function openStoreToRead(settings: Settings, cwd: string): Promise<Store | undefined> {
  try {
    return await openCurrentToRead(settings, cwd);
  } catch (error) {
    if (!(error instanceof StoreError) || error.problem !== 'older') throw error;
    const updated = await openStore(settings, cwd).catch((failure: unknown) => {
      // A reader without the right to write learns that the tables are old, not that it cannot write.
      throw isLocked(failure) ? failure : error;
    });
    await updated[Symbol.asyncDispose]();
    return await openCurrentToRead(settings, cwd);
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof StoreError && error.problem === 'locked';
}

/** @throws {StoreError} for tables of an older version */
async function openCurrentToRead(settings: Settings, cwd: string): Promise<Store | undefined> {
  if (storeTypeOf(settings) === 'clickhouse') {
    const { ClickHouseStore } = await import('../../store/clickhouse/clickhouse-store.ts');
    return ClickHouseStore.openToRead(clickHouseOptions(settings));
  }
  return (await hasStoreFile(settings, cwd))
    ? openDuckDb(settings, cwd, { readOnly: true })
    : undefined;
}

/** Whether there may be a store: a file, or a server that the settings name. Nothing is opened. */
export async function mayHaveStore(settings: Settings, cwd: string): Promise<boolean> {
  return storeTypeOf(settings) === 'clickhouse' || (await hasStoreFile(settings, cwd));
}

async function hasStoreFile(settings: Settings, cwd: string): Promise<boolean> {
  return stat(storeFile(settings, cwd)).then(
    () => true,
    (error: unknown) => errorCode(error) !== 'ENOENT' && errorCode(error) !== 'ENOTDIR',
  );
}

/**
 * The version of the ClickHouse server.
 *
 * @param connectTimeoutMs the longest wait for it, in milliseconds
 * @throws {StoreError} when it does not answer, or rejects the login
 */
export async function clickHouseVersion(
  settings: Settings,
  connectTimeoutMs: number,
): Promise<string> {
  const { serverVersion } = await import('../../store/clickhouse/clickhouse-server.ts');
  return serverVersion({ ...clickHouseOptions(settings), connectTimeoutMs, retryForMs: 0 });
}

function clickHouseOptions({ store }: Settings): ClickHouseOptions {
  const { user: username, ...server } = store.clickhouse;
  return { ...server, username };
}

async function openDuckDb(
  settings: Settings,
  cwd: string,
  options: Pick<DuckDbFileOptions, 'readOnly' | 'views'>,
  use: 'run' | 'bulk' = 'run',
): Promise<Store> {
  const { DuckDbStore } = await import('../../store/duckdb/duckdb-store.ts');
  const { threads, spillMb } = settings.store;
  const isBulk = use === 'bulk';
  const memoryMb = Math.max(settings.store.memoryMb, isBulk ? BULK.memoryMb : 0);
  return DuckDbStore.open({
    ...options,
    rowsPerGroup: isBulk ? BULK.rowsPerGroup : undefined,
    file: storeFile(settings, cwd),
    exportFolder: path.join(storeFolder(settings, cwd), 'exports'),
    memoryMb,
    threads,
    spillMb,
  });
}

async function madeFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (error) {
    throw new StoreError('failed', `cannot create the folder ${folder}: ${messageOf(error)}`, {
      cause: error,
      remedy: 'choose a folder that can be written: --state or LONGSHORE_STATE_DIRECTORY',
    });
  }
}
