import { expect, test } from '@jest/globals';
import { LambdaFunction } from '../../src/core/exporters/lambda/function.ts';
import { lambdaFunction } from '../../src/sandbox/kinds/lambda/function.ts';
import { workedExample } from '../conformance/worked-example.ts';

test('a single fetch takes the tags that came with the function', async () => {
  const { identifiers, properties, serve } = workedExample(lambdaFunction);
  await using served = await serve();

  const { resources } = await LambdaFunction.exporter.getResource(
    identifiers,
    served.request(['ListTagsAction']),
  );

  expect(resources[0]?.Properties).toMatchObject(properties);
  expect(Object.keys(served.sandbox.calls())).toEqual(['lambda:GetFunction']);
});
