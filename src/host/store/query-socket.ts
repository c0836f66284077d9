import type { Logger } from 'pino';
import { storeFolder, storeTypeOf } from '../../app/store/open-store.ts';
import type { StoreReader } from '../../app/store/store-reader.ts';
import type { Settings } from '../../config/settings.ts';
import { messageOf } from '../../lib/errors.ts';
import { createStoreServer } from './store-server.ts';
import { listenOnSocket, type StoreSocket } from './store-socket.ts';

export interface QuerySocketOptions {
  readonly settings: Settings;
  readonly cwd: string;
  readonly logger: Pick<Logger, 'warn'>;
  reader(): Promise<StoreReader>;
  /** @default this process imports no charges */
  readonly importCharges?: Parameters<typeof createStoreServer>[1];
  /** @default this process collects no bill */
  readonly collectBill?: Parameters<typeof createStoreServer>[2];
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
  const { settings, cwd, logger, reader, importCharges, collectBill } = options;
  if (storeTypeOf(settings) !== 'duckdb') return undefined;
  try {
    const server = createStoreServer(reader, importCharges, collectBill);
    return await listenOnSocket(server, storeFolder(settings, cwd));
  } catch (error) {
    const problem = messageOf(error);
    logger.warn({ problem }, 'longshore query cannot reach this process: no socket');
    return undefined;
  }
}
