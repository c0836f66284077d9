import type { Attempt } from '../../aws/call-observer.ts';
import type { Store } from '../../store/store.ts';
import type { CostOperations } from '../cost-operations.ts';
import type { ExporterOptions } from './exporter-options.ts';

export interface CostPageOptions extends ExporterOptions {
  readonly store: Store;
  /** Nothing may be paid with a store that is gone after the process. */
  readonly mayPay: boolean;
  readonly operations: CostOperations;
  observer(attempt: Attempt): void;
}

/** A warning that is a whole sentence. */
export function warnOf({ logger }: Pick<CostPageOptions, 'logger'>): (message: string) => void {
  return (message) => {
    logger.warn({}, message);
  };
}
