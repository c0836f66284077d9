import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { expect, test } from '@jest/globals';
import { failureOf, openScope } from '../clients.ts';

const { sandbox, accountId, settings } = await openScope({ 'AWS::ECR::Repository': 1 });
const ecr = new ECRClient(settings);

test('which values a member takes may depend on the caller', async () => {
  const own = await ecr.send(new DescribeRepositoriesCommand({ registryId: accountId }));
  const other = await failureOf(
    ecr.send(new DescribeRepositoriesCommand({ registryId: sandbox.managementAccountId })),
  );

  expect(own.repositories).toHaveLength(1);
  expect(other.code ?? other.name).toBe('UnsupportedOperation');
});

test('names with a page size are refused in the words of the service', async () => {
  const failure = await failureOf(
    ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ['image-0'], maxResults: 5 })),
  );

  expect(failure).toMatchObject({ name: 'InvalidParameterException', status: 400 });
});
