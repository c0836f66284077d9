import { expect, test } from '@jest/globals';
import { ResourceNotReadError } from '../../src/core/exporters/exporter.ts';
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

  const fetched = kind.exporter.getResource(
    example.identifiers,
    served.request(['DescribeIndexPoliciesAction']),
  );

  await expect(fetched).rejects.toThrow(ResourceNotReadError);
});
