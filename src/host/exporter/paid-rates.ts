import { AccountS3Rates } from '../../app/cost/prices/account-s3-rates.ts';
import { KeptBlockRates } from '../../app/cost/prices/kept-block-rates.ts';
import type { Prices } from '../../app/cost/prices/open-prices.ts';
import { runtimeOpener } from '../../app/runtime.ts';
import { spendLimits } from '../../cost/prices/paid-calls.ts';
import { messageOf } from '../../lib/errors.ts';
import { warnOf, type CostPageOptions } from './cost-page-options.ts';

/** The S3 rates of a page; undefined when no module shows them. */
export function s3RatesOf(options: CostPageOptions): AccountS3Rates | undefined {
  const { modules, mayPay, settings, secrets, operations, logger, refreshMs } = options;
  if (!modules.some(({ paid }) => paid === 's3-rates')) return undefined;
  const open = runtimeOpener({ settings, secrets, warn: warnOf(options) });
  return new AccountS3Rates({
    ...options,
    open,
    limits: mayPay ? spendLimits(settings.cost.spendLimits) : undefined,
    maxAgeMs: refreshMs,
    onPaid: (call) => {
      operations.paidCall(call);
    },
    onFailed: (accountId, error) => {
      operations.s3Failed();
      logger.warn({ accountId, problem: messageOf(error) }, 'S3 rates not read');
    },
  });
}

/** The rates of capacity blocks; undefined when they are not enabled, or nothing may be paid. */
export function blockRatesOf(options: CostPageOptions, prices: Prices): KeptBlockRates | undefined {
  const { store, hasCapacityBlocks, mayPay, operations, clock } = options;
  if (!hasCapacityBlocks || !mayPay) return undefined;
  return new KeptBlockRates({
    ...{ store, prices, clock, warn: warnOf(options) },
    onPaid: (paid) => {
      operations.paidCall({ ...paid, purpose: 'capacity blocks' });
    },
  });
}
