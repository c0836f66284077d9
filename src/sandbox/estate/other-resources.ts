import type { Estate } from './estate.ts';

/** A resource of a CloudFormation type that has no service of its own here. */
export interface OtherResource {
  readonly Identifier: string;
  readonly model: Readonly<Record<string, unknown>>;
}

/** What one scope holds of a type. */
type ResourcesOf = (estate: Estate, accountId: string, region: string) => readonly OtherResource[];

/** A few types that Cloud Control lists. */
export const OTHER_TYPES: Readonly<Record<string, ResourcesOf | undefined>> = {
  'AWS::KMS::Key': (estate, accountId, region) =>
    numbers(estate.countOf('AWS::KMS::Key', accountId, region)).map((index) => {
      const KeyId = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
      const Arn = `arn:aws:kms:${region}:${accountId}:key/${KeyId}`;
      const draw = estate.draw('key', accountId, region, index);
      const Tags = estate.tags('key', accountId, region, index);
      return {
        Identifier: KeyId,
        model: { KeyId, Arn, Enabled: true, EnableKeyRotation: draw % 2 === 0, Tags },
      };
    }),
  'AWS::Logs::LogGroup': (estate, accountId, region) =>
    numbers(estate.countOf('AWS::Logs::LogGroup', accountId, region)).map((index) => {
      const LogGroupName = `/app/orders-${index}`;
      const Arn = `arn:aws:logs:${region}:${accountId}:log-group:${LogGroupName}:*`;
      return { Identifier: LogGroupName, model: { LogGroupName, Arn, RetentionInDays: 30 } };
    }),
};

/** Types that Cloud Control lists only below a parent, with what it asks for. */
export const CHILD_TYPES: Readonly<Record<string, string | undefined>> = {
  'AWS::EKS::Nodegroup': 'ClusterName',
};

/** Types that Cloud Control knows, and does not list. */
export const UNLISTED_TYPES: ReadonlySet<string> = new Set(['AWS::CloudFormation::Macro']);

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
