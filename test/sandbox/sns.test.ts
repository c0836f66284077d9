import {
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  paginateListTopics,
  SNSClient,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { topicArn, topicAttributes, topicTags } from '../../src/sandbox/estate/topics.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { assume, failureOf, memberOf, readAll, settings, SMALL, smallSandbox } from './clients.ts';

const region = 'eu-west-1';
let sandbox: Sandbox;
let accountId: string;
let sns: SNSClient;
let arns: readonly string[];

beforeAll(async () => {
  sandbox = await smallSandbox({ estate: { ...SMALL, regions: [region], topics: 230 } });
  accountId = memberOf(sandbox);
  sns = new SNSClient(settings(sandbox, region, await assume(sandbox, accountId)));
  arns = Array.from({ length: 230 }, (_, index) =>
    topicArn(sandbox.estate, accountId, region, index),
  );
});
afterAll(() => sandbox.close());

test('lists every topic, a hundred a page', async () => {
  const { items, pageCount } = await readAll(paginateListTopics({ client: sns }, {}), (page) =>
    page.Topics?.map(({ TopicArn }) => TopicArn),
  );

  expect(items).toEqual(arns);
  expect(pageCount).toBe(3);
});

test('refuses a token that it did not give', async () => {
  const failure = await failureOf(sns.send(new ListTopicsCommand({ NextToken: 'x' })));

  expect(failure).toMatchObject({ code: 'InvalidParameter', status: 400 });
});

test('gives the attributes and tags of every topic as the estate has them', async () => {
  for (const [index, TopicArn] of arns.slice(0, 30).entries()) {
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    const { Tags } = await sns.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }));

    expect(Attributes).toEqual(topicAttributes(sandbox.estate, accountId, region, index));
    expect(Tags ?? []).toEqual(topicTags(sandbox.estate, accountId, region, index));
  }
});

test('does not know a topic of another account or of no one', async () => {
  const other = topicArn(sandbox.estate, sandbox.managementAccountId, region, 0);
  const unknown = (arns[0] ?? '').replace('alerts-0', 'alerts-9999');

  for (const TopicArn of [other, unknown]) {
    const attributes = await failureOf(sns.send(new GetTopicAttributesCommand({ TopicArn })));
    const tags = await failureOf(
      sns.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn })),
    );

    expect(attributes).toMatchObject({ name: 'NotFoundException', code: 'NotFound', status: 404 });
    expect(tags).toMatchObject({
      name: 'ResourceNotFoundException',
      code: 'ResourceNotFound',
      status: 404,
    });
  }
});
