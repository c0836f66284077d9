import type { Estate } from './estate.ts';
import { positionOf } from './position.ts';

/** The URL of the queue at a position. */
export function queueUrl(estate: Estate, accountId: string, region: string, index: number): string {
  const suffix = isFifo(estate, accountId, region, index) ? '.fifo' : '';
  return `https://sqs.${region}.amazonaws.com/${accountId}/orders-${index}${suffix}`;
}

function queueArn(estate: Estate, accountId: string, region: string, index: number): string {
  const name = queueUrl(estate, accountId, region, index).split('/').pop() ?? '';
  return `arn:aws:sqs:${region}:${accountId}:${name}`;
}

/** The position of a queue; undefined when the estate has none of that URL here. */
export function queueIndex(
  estate: Estate,
  accountId: string,
  region: string,
  url: string,
): number | undefined {
  const count = estate.countOf('AWS::SQS::Queue', accountId, region);
  return positionOf(url, count, (index) => [queueUrl(estate, accountId, region, index)]);
}

/** What GetQueueAttributes says of a queue: everything is text. */
export function queueAttributes(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): Record<string, string> {
  const draw = estate.draw('queue', accountId, region, index);
  const arn = queueArn(estate, accountId, region, index);
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
    ...(draw % 3 === 0 && redrivePolicy(estate, accountId, region, index)),
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

/** What fails too often goes to the queue before, if that is of the same sort, as AWS wants it. */
function redrivePolicy(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): { readonly RedrivePolicy?: string } {
  const sorts = [index - 1, index].map((queue) => isFifo(estate, accountId, region, queue));
  if (index === 0 || sorts[0] !== sorts[1]) return {};
  const deadLetterTargetArn = queueArn(estate, accountId, region, index - 1);
  return { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 5 }) };
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
