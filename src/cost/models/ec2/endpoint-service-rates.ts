import { defineRates } from '../define-rates.ts';

/**
 * The provider of an endpoint service pays for each other region that uses it.
 *
 * @see https://aws.amazon.com/privatelink/pricing/
 */
export const EndpointServiceRates = defineRates({
  name: 'endpoint-services',
  pricing: 'https://aws.amazon.com/privatelink/pricing/',
  prices: {
    hours: {
      service: 'AmazonVPC',
      family: 'VpcEndpoint',
      usageType: 'VpcEndpoint-Service-Hours',
      key: [],
      unit: 'Hrs',
    },
  },
});
