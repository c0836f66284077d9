import type { Estate } from './estate.ts';

/** A resource of a CloudFormation type, as Cloud Control returns it. */
export interface OtherResource {
  readonly Identifier: string;
  readonly model: ReadonlyMap<string, unknown>;
  /** Does its type list only the identifiers of a resource, as many do? */
  readonly isBare: boolean;
}

/** The resources of a type in one scope. */
type ResourcesOf = (estate: Estate, accountId: string, region: string) => readonly OtherResource[];

/** Some types without a simulated kind that Cloud Control lists. */
export const OTHER_TYPES: Readonly<Record<string, ResourcesOf | undefined>> = {
  'AWS::Kinesis::Stream': (estate, accountId, region) =>
    numbers(estate.countOf('AWS::Kinesis::Stream', accountId, region)).map((index) => {
      const Name = `clicks-${index}`;
      const Arn = `arn:aws:kinesis:${region}:${accountId}:stream/${Name}`;
      const ShardCount = (estate.draw('stream', accountId, region, index) % 8) + 1;
      const Tags = estate.tags('stream', accountId, region, index);
      const model = { Name, Arn, ShardCount, RetentionPeriodHours: 24, Tags };
      return { Identifier: Name, model: new Map(Object.entries(model)), isBare: true };
    }),
  'AWS::CloudWatch::Alarm': (estate, accountId, region) =>
    numbers(estate.countOf('AWS::CloudWatch::Alarm', accountId, region)).map((index) => {
      const AlarmName = `orders-${index}`;
      const Arn = `arn:aws:cloudwatch:${region}:${accountId}:alarm:${AlarmName}`;
      const model = { AlarmName, Arn, Threshold: 30, ComparisonOperator: 'GreaterThanThreshold' };
      return { Identifier: AlarmName, model: new Map(Object.entries(model)), isBare: false };
    }),
};

/** Types that Cloud Control lists only below a parent, with the parameter that it requires. */
export const CHILD_TYPES: Readonly<Record<string, string | undefined>> = {
  'AWS::EKS::Nodegroup': 'ClusterName',
};

/** Types that Cloud Control reads but does not list. */
export const UNLISTED_TYPES: ReadonlySet<string> = new Set(['AWS::CloudFormation::Macro']);

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
