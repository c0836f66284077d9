import {
  bucketConfiguration,
  bucketConstraint,
  bucketCreated,
  bucketName,
  buckets,
  bucketTags,
} from '../../src/sandbox/estate/buckets.ts';
import { cluster, clusterArn, service } from '../../src/sandbox/estate/clusters.ts';
import type { Estate } from '../../src/sandbox/estate/estate.ts';
import {
  instanceId,
  instanceStatus,
  reservation,
  reservationCount,
} from '../../src/sandbox/estate/instances.ts';
import {
  accountParent,
  accountTags,
  organizationAccount,
} from '../../src/sandbox/estate/organization.ts';
import { inPascalCase } from './pascal-case.ts';
import { queueAttributes, queueTags, queueUrl } from '../../src/sandbox/estate/queues.ts';

/** A raw item as the contract wants it, made from what the estate holds, by hand. */
export interface ExpectedItem {
  readonly Type: string;
  readonly Properties: unknown;
  readonly __ExtraContext?: unknown;
}

const NUMBERS = new Set([
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
  'VisibilityTimeout',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'DelaySeconds',
  'ReceiveMessageWaitTimeSeconds',
]);
const FLAGS = new Set(['SqsManagedSseEnabled', 'FifoQueue', 'ContentBasedDeduplication']);

/** The kinds of which it is known here what an estate should give. */
export const EXPECTED_KINDS = [
  'AWS::Account::Info',
  'AWS::Organizations::Account',
  'AWS::S3::Bucket',
  'AWS::EC2::Instance',
  'AWS::ECS::Cluster',
  'AWS::ECS::Service',
  'AWS::SQS::Queue',
] as const;

/** Every item of an estate, with every option, sorted. */
export function expectedItems(estate: Estate): readonly string[] {
  const items: ExpectedItem[] = [];
  for (const accountId of estate.accountIds) {
    const { Parents, Tags, ...account } = {
      ...organizationAccount(estate, accountId),
      Parents: [accountParent(estate, accountId)],
      Tags: accountTags(estate, accountId),
    };
    items.push({ Type: 'AWS::Organizations::Account', Properties: { ...account, Parents, Tags } });
    if (account.State !== 'ACTIVE') continue;
    const { Name, Email, Arn } = account;
    items.push({ Type: 'AWS::Account::Info', Properties: { Id: accountId, Name, Email, Arn } });
    items.push(...bucketItems(estate, accountId));
    for (const region of estate.regions) items.push(...regionItems(estate, accountId, region));
  }
  return items.map(canonical).sort();
}

function* bucketItems(estate: Estate, accountId: string): Generator<ExpectedItem> {
  for (const place of buckets(estate, accountId)) {
    const { publicAccessBlock, ownershipControls, encryption } = bucketConfiguration(estate, place);
    yield {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketName: bucketName(place),
        Arn: `arn:aws:s3:::${bucketName(place)}`,
        CreationDate: bucketCreated(estate, place),
        LocationConstraint: bucketConstraint(estate, place) ?? null,
        Tags: bucketTags(estate, place),
        PublicAccessBlockConfiguration: publicAccessBlock,
        OwnershipControls: ownershipControls,
        BucketEncryption: encryption,
      },
      __ExtraContext: { AccountId: accountId, Region: place.region },
    };
  }
}

function* regionItems(estate: Estate, accountId: string, region: string): Generator<ExpectedItem> {
  const owner = { AccountId: accountId, Region: region };
  for (let index = 0; index < estate.countOf('AWS::SQS::Queue', accountId, region); index += 1) {
    const QueueUrl = queueUrl(estate, accountId, region, index);
    const attributes = Object.entries(queueAttributes(estate, accountId, region, index)).map(
      ([name, text]): [string, unknown] => {
        if (NUMBERS.has(name)) return [name, Number(text)];
        return FLAGS.has(name) ? [name, text === 'true'] : [name, text];
      },
    );
    yield {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueUrl,
        QueueName: QueueUrl.split('/').pop(),
        ...Object.fromEntries(attributes),
        Tags: queueTags(estate, accountId, region, index),
      },
      __ExtraContext: owner,
    };
  }
  for (let index = 0; index < estate.countOf('AWS::ECS::Cluster', accountId, region); index += 1) {
    const { settings, ...rest } = cluster(estate, accountId, region, index);
    yield {
      Type: 'AWS::ECS::Cluster',
      Properties: { ...inPascalCase(rest), ClusterSettings: settings },
      __ExtraContext: owner,
    };
    for (
      let number = 0;
      number < estate.countPerParent('AWS::ECS::Service', accountId, region);
      number += 1
    ) {
      yield {
        Type: 'AWS::ECS::Service',
        Properties: inPascalCase(service(estate, accountId, region, index, number)),
        __ExtraContext: { ...owner, ClusterArn: clusterArn(accountId, region, index) },
      };
    }
  }
  const statuses = new Map<string, object>();
  const instances = estate.countOf('AWS::EC2::Instance', accountId, region);
  for (let index = 0; index < instances; index += 1) {
    statuses.set(
      instanceId(estate, accountId, region, index),
      instanceStatus(estate, accountId, region, index),
    );
  }
  for (let number = 0; number < reservationCount(instances); number += 1) {
    const { Instances = [], ...context } = reservation(estate, accountId, region, number);
    for (const one of Instances) {
      yield {
        Type: 'AWS::EC2::Instance',
        Properties: { ...one, ...statuses.get(one.InstanceId ?? '') },
        __ExtraContext: { ...owner, ...context },
      };
    }
  }
}

/** One text for one value: keys sorted, undefined dropped, points in time as the contract writes them. */
export function canonical(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (value instanceof Date) {
    const iso = value.toISOString();
    return value.getTime() % 1_000 === 0 ? iso.replace('.000Z', 'Z') : iso.replace('Z', '000Z');
  }
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    entries
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}
