import {
  DescribeCapacityReservationsCommand,
  DescribeSpotPriceHistoryCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { GetProductsCommand, PricingClient } from '@aws-sdk/client-pricing';
import type { ScopeClients } from '../../aws/client-factory.ts';
import { priceListRegion } from './query-api.ts';

/** A call that shows whether prices can be read. None of them costs anything. */
export interface PriceProbe {
  /** The IAM action. */
  readonly permission: string;
  /**
   * Makes the call, for as little as possible.
   *
   * @throws what AWS answers
   */
  call(clients: ScopeClients, region: string, signal: AbortSignal): Promise<unknown>;
}

/** The calls for list prices and spot prices. */
export const PROBES_OF_LIST: readonly PriceProbe[] = [
  {
    permission: 'pricing:GetProducts',
    call: (clients, region, abortSignal) =>
      clients.of(PricingClient, priceListRegion(region)).send(
        new GetProductsCommand({
          ServiceCode: 'AmazonEC2',
          Filters: [{ Type: 'TERM_MATCH', Field: 'productFamily', Value: 'NAT Gateway' }],
          MaxResults: 1,
        }),
        { abortSignal },
      ),
  },
  {
    permission: 'ec2:DescribeSpotPriceHistory',
    call: (clients, region, abortSignal) => {
      const now = new Date();
      const input = { StartTime: now, EndTime: now, InstanceTypes: ['m5.large' as const] };
      return clients
        .of(EC2Client, region)
        .send(new DescribeSpotPriceHistoryCommand(input), { abortSignal });
    },
  },
];

/** The free call that comes before the paid one. */
export const PROBE_OF_BLOCKS: PriceProbe = {
  permission: 'ec2:DescribeCapacityReservations',
  call: (clients, region, abortSignal) =>
    clients
      .of(EC2Client, region)
      .send(new DescribeCapacityReservationsCommand({ MaxResults: 1 }), { abortSignal }),
};
