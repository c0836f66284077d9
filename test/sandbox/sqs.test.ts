import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  paginateListQueues,
} from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { nameOf } from '../helpers/simulated.ts';
import { bare, clients, failureOf, openScope, readAll } from './clients.ts';

const { sandbox, estate, accountId, region, keys } = await openScope({
  'AWS::SQS::Queue': 1_200,
});
const { sqs } = clients(sandbox, region, keys);

function queue(form: 'QueueUrl' | 'QueueName', n: number): string {
  return nameOf('AWS::SQS::Queue', form, { estate, accountId, region, n });
}

test('answers a token only when a page size was sent, and stops at a thousand in silence', async () => {
  const unpaged = await sqs.send(new ListQueuesCommand({}));
  const paged = await readAll(
    paginateListQueues({ client: sqs }, { MaxResults: 1_000 }),
    (page) => page.QueueUrls,
  );

  expect(unpaged.QueueUrls).toHaveLength(1_000);
  expect(unpaged.NextToken).toBeUndefined();
  expect(paged.items).toHaveLength(1_200);
});

test('gives no list where there are no queues, and no attributes where none are asked for', async () => {
  const elsewhere = clients(sandbox, 'us-east-1', keys).sqs;

  expect(bare(await elsewhere.send(new ListQueuesCommand({})))).toEqual({});
  const command = new GetQueueAttributesCommand({ QueueUrl: queue('QueueUrl', 0) });
  expect(bare(await sqs.send(command))).toEqual({});
});

test('finds a queue by its name', async () => {
  const answer = await sqs.send(new GetQueueUrlCommand({ QueueName: queue('QueueName', 1) }));

  expect(bare(answer)).toEqual({ QueueUrl: queue('QueueUrl', 1) });
});

test('tells an unknown queue by the code of the older protocol, too', async () => {
  const QueueUrl = queue('QueueUrl', 1_200);
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });

  expect(await failureOf(sqs.send(command))).toMatchObject({
    name: 'QueueDoesNotExist',
    code: 'AWS.SimpleQueueService.NonExistentQueue',
    status: 400,
  });
});
