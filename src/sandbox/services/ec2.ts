import type { Handler } from './handler.ts';

export const EC2: Readonly<Record<string, Handler>> = {
  DescribeRegions: (_, { estate }) => ({
    Regions: estate.regions.map((RegionName) => ({
      RegionName,
      Endpoint: `ec2.${RegionName}.amazonaws.com`,
      OptInStatus: 'opt-in-not-required',
    })),
  }),
};
