import type { Logger } from 'pino';
import { storeFolder, storeTypeOf } from '../../app/store/open-store.ts';
import type { Settings } from '../../config/settings.ts';
import { messageOf } from '../../lib/errors.ts';
import { createStoreServer, type StoreServices } from './store-server.ts';
import { listenOnSocket, type StoreSocket } from './store-socket.ts';

export interface QuerySocketOptions extends StoreServices {
  readonly settings: Settings;
  readonly cwd: string;
  readonly logger: Pick<Logger, 'warn'>;
}

/**
 * Lets other commands ask while this process holds the store's file. Only one process can hold it, so the socket is
 * ours. Why it could not be opened is logged.
 *
 * @returns undefined for a store that others can open, or without a socket
 */
export async function openQuerySocket(
  options: QuerySocketOptions,
): Promise<StoreSocket | undefined> {
  const { settings, cwd, logger } = options;
  if (storeTypeOf(settings) !== 'duckdb') return undefined;
  try {
    const server = createStoreServer(options);
    return await listenOnSocket(server, storeFolder(settings, cwd));
  } catch (error) {
    const problem = messageOf(error);
    logger.warn({ problem }, 'longshore query cannot reach this process: no socket');
    return undefined;
  }
}
