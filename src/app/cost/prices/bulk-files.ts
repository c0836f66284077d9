import { HttpSender } from '../../../aws/http-sender.ts';
import type { Settings } from '../../../config/settings.ts';
import { BulkFiles } from '../../../cost/prices/bulk-files.ts';
import { networkOf } from '../../network.ts';

const CONNECT_TIMEOUT_MS = 5_000;
/** Files that are downloaded at once. */
const DOWNLOADS = 4;

/** AWS's public price files, with the connections that must be closed. */
export interface OpenedBulkFiles extends Disposable {
  readonly files: BulkFiles;
}

/** Opens AWS's public price files, or those of the settings. */
export function bulkFiles({
  answerTimeoutMs,
  network,
  cost: { priceListUrl: endpoint },
}: Pick<Settings, 'answerTimeoutMs' | 'cost' | 'network'>): OpenedBulkFiles {
  const sender = new HttpSender({
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    answerTimeoutMs,
    connections: DOWNLOADS,
    network: networkOf(network),
  });
  return {
    files: new BulkFiles({ sender, endpoint }),
    [Symbol.dispose]: () => {
      sender.destroy();
    },
  };
}
