import {
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  paginateListTopics,
  SNSClient,
} from '@aws-sdk/client-sns';
import { expect, test } from '@jest/globals';
import { topicArn, topicAttributes, topicTags } from '../../src/sandbox/estate/topics.ts';
import { failureOf, openScope, readAll } from './clients.ts';

const { sandbox, estate, region, settings, at, each } = await openScope({ 'AWS::SNS::Topic': 230 });
const sns = new SNSClient(settings);
const arns = each('AWS::SNS::Topic', topicArn);

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

    expect(Attributes).toEqual(topicAttributes(...at(index)));
    expect(Tags ?? []).toEqual(topicTags(...at(index)));
  }
});

test('does not know a topic of another account or of no one', async () => {
  const other = topicArn(estate, sandbox.managementAccountId, region, 0);
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
