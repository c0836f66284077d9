import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  paginateListQueues,
} from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { queueAttributes, queueTags, queueUrl } from '../../src/sandbox/estate/queues.ts';
import { bare, clients, failureOf, openScope, readAll, smallSandbox } from './clients.ts';

const { sandbox, estate, accountId, region, keys, at, each } = await openScope({
  'AWS::SQS::Queue': 30,
});
const { sqs } = clients(sandbox, region, keys);
const urls = each('AWS::SQS::Queue', queueUrl);

test('lists every queue, page by page', async () => {
  const pages = paginateListQueues({ client: sqs }, { MaxResults: 7 });

  const { items, pageCount } = await readAll(pages, ({ QueueUrls }) => QueueUrls);

  expect(items).toEqual(urls);
  expect(pageCount).toBe(Math.ceil(urls.length / 7));
});

test('answers a token only when a page size was sent, and stops at a thousand in silence', async () => {
  await using large = await smallSandbox({
    estate: { seed: 'many queues', accounts: 1, usedRegions: 1, 'AWS::SQS::Queue': 1_200 },
  });
  const client = clients(large).sqs;

  const unpaged = await client.send(new ListQueuesCommand({}));
  const paged = await readAll(
    paginateListQueues({ client }, { MaxResults: 1_000 }),
    (page) => page.QueueUrls,
  );

  expect(unpaged.QueueUrls).toHaveLength(1_000);
  expect(unpaged.NextToken).toBeUndefined();
  expect(paged.items).toHaveLength(1_200);
});

test('refuses a page size out of range and a token it did not give', async () => {
  const tooMany = await failureOf(sqs.send(new ListQueuesCommand({ MaxResults: 1_001 })));
  const forged = await failureOf(
    sqs.send(new ListQueuesCommand({ MaxResults: 5, NextToken: 'x' })),
  );

  expect(tooMany.status).toBe(400);
  expect(forged.status).toBe(400);
});

test('gives the attributes and tags of every queue as the estate has them', async () => {
  for (const [index, QueueUrl] of urls.entries()) {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    const { Tags } = await sqs.send(new ListQueueTagsCommand({ QueueUrl }));

    expect(Attributes).toEqual(queueAttributes(...at(index)));
    expect(Tags ?? {}).toEqual(queueTags(...at(index)));
  }
});

test('gives only the attributes asked for, and none when none are', async () => {
  const [QueueUrl = ''] = urls;
  const { QueueArn } = queueAttributes(...at(0));

  const one = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const none = await sqs.send(new GetQueueAttributesCommand({ QueueUrl }));

  expect(one.Attributes).toEqual({ QueueArn });
  expect(none.Attributes).toBeUndefined();
});

test('finds a queue by its name', async () => {
  const [, QueueUrl = ''] = urls;
  const QueueName = QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1);

  const answer = await sqs.send(new GetQueueUrlCommand({ QueueName }));

  expect(bare(answer)).toEqual({ QueueUrl });
});

test('does not know a queue of another account, of another region or of no one', async () => {
  const other = queueUrl(estate, sandbox.managementAccountId, region, 0);
  const elsewhere = queueUrl(estate, accountId, 'us-east-1', 0);
  const unknown = (urls[0] ?? '').replace('orders-0', 'orders-9999');

  for (const QueueUrl of [other, elsewhere, unknown]) {
    const failure = await failureOf(
      sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })),
    );

    expect(failure).toMatchObject({
      name: 'QueueDoesNotExist',
      code: 'AWS.SimpleQueueService.NonExistentQueue',
      status: 400,
    });
  }
});
