import {
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { expect, test } from '@jest/globals';
import { failureOf, openScope } from './clients.ts';

const { accountId, region, settings } = await openScope({ 'AWS::SNS::Topic': 1 });
const sns = new SNSClient(settings);

test('each call has its own error for a topic that is not there', async () => {
  const arn = `arn:aws:sns:${region}:${accountId}:alerts-9999`;

  const attributes = await failureOf(sns.send(new GetTopicAttributesCommand({ TopicArn: arn })));
  const tags = await failureOf(sns.send(new ListTagsForResourceCommand({ ResourceArn: arn })));

  expect(attributes).toMatchObject({ name: 'NotFoundException', code: 'NotFound', status: 404 });
  expect(tags).toMatchObject({
    name: 'ResourceNotFoundException',
    code: 'ResourceNotFound',
    status: 404,
  });
});
