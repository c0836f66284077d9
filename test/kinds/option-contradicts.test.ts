import { expect, test } from '@jest/globals';
import { loadKind } from '../../src/core/exporters/registry.ts';
import { exampleOf } from '../conformance/worked-example.ts';

test('a resource that was just found is not gone because another call does not know it', async () => {
  const kind = await loadKind('AWS::Logs::LogGroup');
  const example = exampleOf('AWS::Logs::LogGroup');
  await using served = await example.serve();
  served.sandbox.setFaults([
    {
      type: 'error',
      operation: 'DescribeIndexPolicies',
      code: 'ResourceNotFoundException',
      status: 400,
    },
  ]);

  const { resources, gaps } = await kind.exporter.getResource(
    example.identifiers,
    served.request(['DescribeIndexPoliciesAction', 'ListTagsForResourceAction']),
  );

  expect(resources[0]?.Properties).toHaveProperty('Tags');
  expect(gaps).toMatchObject([{ action: 'DescribeIndexPoliciesAction' }]);
});
