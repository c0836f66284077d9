import { ownSetting, settingUrl } from './setting.ts';

/** The settings of costs. */
export const COST_SETTINGS = {
  priceListUrl: ownSetting('priceListUrl', {
    env: ['LONGSHORE_PRICE_LIST_URL'],
    description:
      'Where AWS’s bulk price files are downloaded from, without credentials. The sandbox has simulated ones.',
    schema: settingUrl.optional(),
    defaultText: 'https://pricing.us-east-1.amazonaws.com',
  }),
};

/** Settings of costs as they are used. */
export interface CostSettings {
  /** Instead of AWS's hosts of bulk price files. */
  readonly priceListUrl: string | undefined;
}
