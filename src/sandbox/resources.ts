import type { Call } from './wire/call.ts';

/** Members of inputs that name a resource, whatever the service. */
const NAMING_MEMBERS = [
  'AccountId',
  'Bucket',
  'ChildId',
  'FunctionName',
  'CacheClusterId',
  'ClusterArn',
  'ConfigurationSetName',
  'DBClusterIdentifier',
  'DBInstanceIdentifier',
  'EmailIdentity',
  'InstanceIds',
  'ParentId',
  'QueueName',
  'QueueUrl',
  'ResourceARNList',
  'ResourceArn',
  'Resource',
  'ResourceId',
  'ResourceName',
  'RoleArn',
  'TableName',
  'TopicArn',
  'UserName',
  'VolumeId',
  'VolumeIds',
  'cluster',
  'clusters',
  'applicationName',
  'applicationNames',
  'deploymentGroupName',
  'deploymentGroupNames',
  'deploymentId',
  'name',
  'names',
  'pipelineName',
  'repositoryName',
  'repositoryNames',
  'resourceArn',
  'services',
  'taskDefinition',
] as const;

/** Does the call's input name the resource, by id, name, URL or ARN? */
export function namesResource(call: Call, resource: string): boolean {
  const input = call.input();
  return NAMING_MEMBERS.flatMap((member) => input[member]).some(
    (value) => typeof value === 'string' && isSameResource(value, resource),
  );
}

/** Two names for one thing? A name goes for any ARN or URL that ends in it. */
export function isSameResource(one: string, other: string): boolean {
  const [first, second] = [asArn(one), asArn(other)];
  return first === second || isNameIn(first, second) || isNameIn(second, first);
}

/** A queue's URL and its ARN say the same. */
function asArn(name: string): string {
  const [, region, accountId, queue] =
    /^https:\/\/sqs\.([^.]+)\.amazonaws\.com\/(\d{12})\/(.+)$/.exec(name) ?? [];
  return queue === undefined ? name : `arn:aws:sqs:${region ?? ''}:${accountId ?? ''}:${queue}`;
}

function isNameIn(name: string, whole: string): boolean {
  const isName = name !== '' && !name.startsWith('arn:') && !name.includes('://');
  return isName && (whole.endsWith(`:${name}`) || whole.endsWith(`/${name}`));
}
