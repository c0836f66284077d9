import type {
  DescribeIndexPoliciesResponse,
  DescribeLogGroupsResponse,
  DescribeResourcePoliciesResponse,
  GetDataProtectionPolicyResponse,
  ListTagsForResourceResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Place } from '../../simulation/place.ts';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { tagMap } from '../../simulation/tags.ts';
import { keyAt } from '../kms/key.ts';

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
export const logGroup: SimulatedKind = {
  kind: 'AWS::Logs::LogGroup',
  client: () => import('@aws-sdk/client-cloudwatch-logs'),
  gone: 'ResourceNotFoundException',
  tagged: 'logs:log-group',
  calls: {
    'logs:DescribeLogGroups': {
      most: 50,
      takes: { logGroupNamePrefix: [] },
      where: (place, { logGroupNamePrefix = '' }) =>
        logGroupAt(place).logGroupName.startsWith(String(logGroupNamePrefix)),
    },
    'logs:GetDataProtectionPolicy': {
      of: { logGroupIdentifier: ['logGroupName', 'logGroupArn'] },
    },
    'logs:DescribeIndexPolicies': {
      of: { logGroupIdentifiers: ['logGroupName', 'logGroupArn'] },
      batch: 1,
    },
    'logs:DescribeResourcePolicies': {
      of: { resourceArn: ['logGroupArn'] },
      takes: { policyScope: ['RESOURCE'] },
    },
    'logs:ListTagsForResource': { of: { resourceArn: ['logGroupArn'] } },
  },
  at(place) {
    const { n } = place;
    const { logGroupName, logGroupArn } = logGroupAt(place);
    const draw = place.draw();
    const creationTime = place.time().getTime();
    const isKept = place.oneIn(2, 'kept');
    const keys = place.count('AWS::KMS::Key');
    const hasKey = place.oneIn(3, 'key');
    const kmsKeyId = keyAt(place.beside('AWS::KMS::Key', keys === 0 ? n : n % keys)).Arn;
    const isStandard = n % 5 !== 4;
    const isProtected = n % 3 === 0;
    const protection = {
      Name: 'data-protection-policy',
      Version: '2021-06-01',
      Statement: [{ Sid: 'audit', DataIdentifier: ['EmailAddress'] }],
    };
    const isIndexed = isStandard && place.oneIn(3, 'indexed');
    const hasPolicy = place.oneIn(4, 'policy');
    const policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'es.amazonaws.com' },
          Action: 'logs:PutLogEvents',
          Resource: logGroupArn,
        },
      ],
    };
    const Tags = place.tags();
    return {
      names: { logGroupName, logGroupArn },
      tags: Tags,
      replies: {
        'logs:DescribeLogGroups': () =>
          ({
            logGroups: [
              {
                logGroupName,
                logGroupArn,
                arn: `${logGroupArn}:*`,
                logGroupClass: isStandard ? 'STANDARD' : 'INFREQUENT_ACCESS',
                creationTime,
                storedBytes: draw,
                metricFilterCount: draw % 3,
                deletionProtectionEnabled: draw % 4 === 0,
                bearerTokenAuthenticationEnabled: false,
                ...(isKept && { retentionInDays: 30 }),
                ...(hasKey && { kmsKeyId }),
                ...(isProtected && { dataProtectionStatus: 'ACTIVATED' }),
              },
            ],
          }) satisfies DescribeLogGroupsResponse,
        'logs:GetDataProtectionPolicy': () =>
          ({
            logGroupIdentifier: logGroupArn,
            ...(isProtected && {
              policyDocument: JSON.stringify(protection),
              lastUpdatedTime: creationTime,
            }),
          }) satisfies GetDataProtectionPolicyResponse,
        'logs:DescribeIndexPolicies': () =>
          ({
            indexPolicies: [
              {
                logGroupIdentifier: logGroupArn,
                lastUpdateTime: creationTime,
                policyDocument: '{"Fields":["requestId"]}',
                ...(isIndexed
                  ? { source: 'LOG_GROUP' as const }
                  : { source: 'ACCOUNT' as const, policyName: 'everywhere' }),
              },
            ],
          }) satisfies DescribeIndexPoliciesResponse,
        'logs:DescribeResourcePolicies': () =>
          ({
            resourcePolicies: hasPolicy
              ? [
                  {
                    policyDocument: JSON.stringify(policy),
                    policyScope: 'RESOURCE',
                    resourceArn: logGroupArn,
                    revisionId: String(draw),
                  },
                ]
              : [],
          }) satisfies DescribeResourcePoliciesResponse,
        'logs:ListTagsForResource': () =>
          ({ tags: tagMap(Tags) }) satisfies ListTagsForResourceResponse,
      },
      unlisted: [
        ...(isProtected ? ['logs:GetDataProtectionPolicy'] : []),
        ...(isStandard ? ['logs:DescribeIndexPolicies'] : []),
      ],
      items: () => [
        {
          identifiers: [logGroupName],
          trails: [
            { requestParameters: { logGroupName } },
            { requestParameters: { logGroupIdentifier: logGroupName } },
            { requestParameters: { logGroupIdentifier: logGroupArn } },
            { requestParameters: { resourceIdentifier: `${logGroupArn}:*` } },
            { requestParameters: { resourceArn: logGroupArn } },
          ],
          properties: {
            LogGroupName: logGroupName,
            LogGroupArn: logGroupArn,
            Arn: `${logGroupArn}:*`,
            LogGroupClass: isStandard ? 'STANDARD' : 'INFREQUENT_ACCESS',
            CreationTime: creationTime,
            StoredBytes: draw,
            MetricFilterCount: draw % 3,
            DeletionProtectionEnabled: draw % 4 === 0,
            BearerTokenAuthenticationEnabled: false,
            ...(isKept && { RetentionInDays: 30 }),
            ...(hasKey && { KmsKeyId: kmsKeyId }),
            ...(isProtected && {
              DataProtectionStatus: 'ACTIVATED',
              DataProtectionPolicy: { ...protection },
            }),
            FieldIndexPolicies: isIndexed ? [{ Fields: ['requestId'] }] : [],
            ...(hasPolicy && { ResourcePolicyDocument: { ...policy } }),
            Tags,
          },
          model: {
            Identifier: logGroupName,
            Properties: {
              LogGroupName: logGroupName,
              Arn: `${logGroupArn}:*`,
              LogGroupClass: isStandard ? 'STANDARD' : 'INFREQUENT_ACCESS',
              DeletionProtectionEnabled: draw % 4 === 0,
              BearerTokenAuthenticationEnabled: false,
              ...(isKept && { RetentionInDays: 30 }),
              ...(hasKey && { KmsKeyId: kmsKeyId }),
              ...(isProtected && { DataProtectionPolicy: { ...protection } }),
              ...(isIndexed && { FieldIndexPolicies: [{ Fields: ['requestId'] }] }),
              ...(hasPolicy && { ResourcePolicyDocument: { ...policy } }),
              Tags,
            },
          },
        },
      ],
    };
  },
};

/** The name of a log group, also in other kinds. */
export function logGroupAt({ accountId, region, n }: Place): {
  readonly logGroupName: string;
  readonly logGroupArn: string;
} {
  const logGroupName = `/app/orders-${n}`;
  return {
    logGroupName,
    logGroupArn: `arn:aws:logs:${region}:${accountId}:log-group:${logGroupName}`,
  };
}
