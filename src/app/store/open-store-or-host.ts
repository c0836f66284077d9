import type { Settings } from '../../config/settings.ts';
import { StoreError } from '../../store/store-error.ts';
import type { Store } from '../../store/store.ts';
import { openStore, storeFolder } from './open-store.ts';
import { findSocket } from './socket-file.ts';
import { StoreClient } from './store-client.ts';

/**
 * The store for millions of rows, or the host that holds it.
 *
 * @throws {StoreError} when another process holds it that does not answer, or it cannot be opened
 */
export async function openStoreOrHost(
  settings: Settings,
  cwd: string,
  signal: AbortSignal,
): Promise<Store | StoreClient> {
  try {
    return await openStore(settings, cwd, 'bulk');
  } catch (error) {
    if (!(error instanceof StoreError) || error.problem !== 'locked') throw error;
    const socket = await findSocket(storeFolder(settings, cwd));
    const host = socket === undefined ? undefined : await StoreClient.connect(socket, signal);
    if (host === undefined) throw error;
    return host;
  }
}
