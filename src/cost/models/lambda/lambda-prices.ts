import type { PriceNeed, PriceNeeds } from '../../prices/price-need.ts';

/** A price for x86, and one for ARM. */
function onBoth(usageType: string, unit: PriceNeed['unit']): PriceNeed {
  return {
    service: 'AWSLambda',
    family: 'Serverless',
    usageType: [usageType, `${usageType}-ARM`],
    // China has further rows for its free tier.
    where: { groupDescription: /^(?!.*free tier)/i },
    key: ['usagetype'],
    unit,
  };
}

export const LAMBDA_PRICES = {
  requests: onBoth('Request', 'Requests'),
  duration: onBoth('Lambda-GB-Second', 'GB-Seconds'),
  storage: onBoth('Lambda-Storage-GB-Second', 'GB-Seconds'),
  /** The time for which environments are kept ready, and the time in which they run. */
  concurrency: onBoth('Lambda-Provisioned-Concurrency', 'GB-Seconds'),
  provisioned: onBoth('Lambda-Provisioned-GB-Second', 'GB-Seconds'),
} satisfies PriceNeeds;
