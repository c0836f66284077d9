import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { expect, test } from '@jest/globals';
import { openScope } from './clients.ts';

const { settings } = await openScope({ 'AWS::ECR::Repository': 130 });
const ecr = new ECRClient(settings);

test('a page holds a hundred repositories unless more are asked for', async () => {
  const unasked = await ecr.send(new DescribeRepositoriesCommand({}));
  const asked = await ecr.send(new DescribeRepositoriesCommand({ maxResults: 1_000 }));

  expect(unasked.repositories).toHaveLength(100);
  expect(asked.repositories).toHaveLength(130);
});
