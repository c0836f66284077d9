import type { Estate } from './estate.ts';

/** The URL of the queue at a position. */
export function queueUrl(estate: Estate, accountId: string, region: string, index: number): string {
  const suffix = isFifo(estate, accountId, region, index) ? '.fifo' : '';
  return `https://sqs.${region}.amazonaws.com/${accountId}/orders-${index}${suffix}`;
}

/** The position of a queue; undefined when the estate has none of that URL here. */
export function queueIndex(
  estate: Estate,
  accountId: string,
  region: string,
  url: string,
): number | undefined {
  const index = Number(/-(\d+)(?:\.fifo)?$/.exec(url)?.[1] ?? Number.NaN);
  if (!(index < estate.countOf('queues', accountId, region))) return undefined;
  return url === queueUrl(estate, accountId, region, index) ? index : undefined;
}

/** What GetQueueAttributes says of a queue: everything is text. */
export function queueAttributes(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): Record<string, string> {
  const draw = estate.draw('queue', accountId, region, index);
  const name = queueUrl(estate, accountId, region, index).split('/').pop() ?? '';
  const arn = `arn:aws:sqs:${region}:${accountId}:${name}`;
  const created = Math.floor(estate.time('queue', accountId, region, index).getTime() / 1_000);
  return {
    QueueArn: arn,
    ApproximateNumberOfMessages: String(draw % 100),
    ApproximateNumberOfMessagesNotVisible: String(draw % 7),
    ApproximateNumberOfMessagesDelayed: '0',
    CreatedTimestamp: String(created),
    LastModifiedTimestamp: String(created + (draw % 10_000)),
    VisibilityTimeout: String(30 + (draw % 4) * 30),
    MaximumMessageSize: '262144',
    MessageRetentionPeriod: '345600',
    DelaySeconds: '0',
    ReceiveMessageWaitTimeSeconds: String(draw % 21),
    SqsManagedSseEnabled: draw % 2 === 0 ? 'true' : 'false',
    ...(draw % 3 === 0 && {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `${arn}-dead`, maxReceiveCount: 5 }),
    }),
    ...(draw % 4 === 0 && {
      Policy: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"${arn}"}]}`,
    }),
    ...(isFifo(estate, accountId, region, index) && {
      FifoQueue: 'true',
      ContentBasedDeduplication: draw % 2 === 0 ? 'true' : 'false',
      DeduplicationScope: 'queue',
      FifoThroughputLimit: 'perQueue',
    }),
  };
}

/** A queue's tags, as a map. */
export function queueTags(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): Record<string, string> {
  const tags = estate.tags('queue', accountId, region, index);
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

function isFifo(estate: Estate, accountId: string, region: string, index: number): boolean {
  return estate.draw('fifo', accountId, region, index) % 9 === 0;
}
