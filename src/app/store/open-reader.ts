import type { Settings } from '../../config/settings.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { StoreError } from '../../store/store-error.ts';
import { openStoreToRead, storeFolder, storeName, storeTypeOf } from './open-store.ts';
import { findSocket } from './socket-file.ts';
import { StoreClient } from './store-client.ts';
import type { StoreReader } from './store-reader.ts';

/**
 * Opens the store to read from it. The embedded one is asked through `serve` while that holds it.
 *
 * @param filledBy what fills the store with what is to be read, as an instruction
 * @throws {ConfigurationError} when nothing was stored yet
 * @throws {StoreError} when it cannot be read
 */
export async function openReader(
  settings: Settings,
  cwd: string,
  signal: AbortSignal,
  filledBy = 'run longshore resync --sink store',
): Promise<StoreReader> {
  const reader = await findReader(settings, cwd, signal);
  if (reader !== undefined) return reader;
  const isFile = storeTypeOf(settings) === 'duckdb';
  const name = storeName(settings, cwd);
  const absent = isFile ? `${name} does not exist` : `${name} has no tables of Longshore's`;
  throw new ConfigurationError(`there is no store yet: ${absent}`, {
    remedy: `${filledBy}, or ${isFile ? 'name the folder with --state or LONGSHORE_STATE_DIRECTORY' : 'check LONGSHORE_CLICKHOUSE_URL and LONGSHORE_CLICKHOUSE_DATABASE'}`,
  });
}

/**
 * As {@link openReader}, for a store that may not exist.
 *
 * @returns undefined when nothing was stored yet
 */
export async function findReader(
  settings: Settings,
  cwd: string,
  signal: AbortSignal,
): Promise<StoreReader | undefined> {
  if (storeTypeOf(settings) === 'clickhouse') return openStoreToRead(settings, cwd);
  const host = await connectToHost(settings, cwd, signal);
  if (host !== undefined) return host;
  try {
    return await openStoreToRead(settings, cwd);
  } catch (error) {
    if (!(error instanceof StoreError) || error.problem !== 'locked') throw error;
    // A host may have started meanwhile.
    const started = await connectToHost(settings, cwd, signal);
    if (started !== undefined) return started;
    throw error;
  }
}

async function connectToHost(
  settings: Settings,
  cwd: string,
  signal: AbortSignal,
): Promise<StoreClient | undefined> {
  const socket = await findSocket(storeFolder(settings, cwd));
  return socket === undefined ? undefined : StoreClient.connect(socket, signal);
}
