import type { Settings } from '../../../config/settings.ts';
import { explorePriceList, type Exploration } from '../../../cost/prices/explore.ts';
import { systemClock } from '../../../lib/clock.ts';
import { ConfigurationError } from '../../../lib/errors.ts';
import { nearest } from '../../../lib/nearest.ts';
import { bulkFiles } from './bulk-files.ts';

export interface ExplorePricesOptions {
  readonly settings: Pick<Settings, 'answerTimeoutMs' | 'cost' | 'network'>;
  /** AWS's service code: `AmazonEC2`. */
  readonly service: string;
  readonly region: string;
  readonly family: string | undefined;
  readonly usageType: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * What the public price list of a service has in a region.
 *
 * @throws {ConfigurationError} for a service or a region that the price list does not have
 */
export async function explorePrices(options: ExplorePricesOptions): Promise<Exploration> {
  const { settings, service, region, family, usageType, signal } = options;
  using opened = bulkFiles(settings);
  const { files } = opened;
  const read = await files.open(service, region, signal);
  if (read !== undefined) {
    return await explorePriceList(read, { family, usageType, now: systemClock.now() });
  }
  const services = await files.services(region, signal);
  if (services.includes(service)) {
    throw new ConfigurationError(`${service} has no prices in ${region}`, {
      remedy: 'name another region: --region us-east-1',
    });
  }
  const similar = nearest(service, services);
  throw new ConfigurationError(`the price list has no service ${service}`, {
    remedy:
      similar === undefined
        ? "use AWS's service code, such as AmazonEC2"
        : `did you mean ${similar}?`,
  });
}
