import { defineRates } from '../define-rates.ts';

/**
 * What the provider of an endpoint service pays for each other region from which it is used.
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
