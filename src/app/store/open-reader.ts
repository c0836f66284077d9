import { stat } from 'node:fs/promises';
import type { Settings } from '../../config/settings.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { StoreError } from '../../store/store-error.ts';
import { openStoreToRead, storeFile, storeFolder, storeTypeOf } from './open-store.ts';
import { findSocket } from './socket-file.ts';
import { StoreClient } from './store-client.ts';
import type { StoreReader } from './store-reader.ts';

/**
 * Opens the store to read from it. The embedded one is asked through `serve` while that holds it.
 *
 * @throws {ConfigurationError} when nothing was stored yet
 * @throws {StoreError} when it cannot be read
 */
export async function openReader(
  settings: Settings,
  cwd: string,
  signal: AbortSignal,
): Promise<StoreReader> {
  if (storeTypeOf(settings) === 'clickhouse') return openStoreToRead(settings, cwd);
  const host = await connectToHost(settings, cwd, signal);
  if (host !== undefined) return host;
  const file = storeFile(settings, cwd);
  const isThere = await stat(file).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    throw new ConfigurationError(`there is no store yet: ${file} does not exist`, {
      remedy:
        'run longshore resync --sink store, or name the folder with --state or LONGSHORE_STATE_DIRECTORY',
    });
  }
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
