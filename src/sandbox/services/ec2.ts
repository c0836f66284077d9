import { describeCapacityReservations } from './capacity-reservations.ts';
import type { Handler } from './handler.ts';
import { describeSpotPriceHistory } from './spot-prices.ts';

export const EC2: Readonly<Record<string, Handler>> = {
  DescribeCapacityReservations: describeCapacityReservations,
  DescribeSpotPriceHistory: describeSpotPriceHistory,
  DescribeRegions: (_, { estate }) => ({
    Regions: estate.regions.map((RegionName) => ({
      RegionName,
      Endpoint: `ec2.${RegionName}.amazonaws.com`,
      OptInStatus: 'opt-in-not-required',
    })),
  }),
};
