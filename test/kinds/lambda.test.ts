import { expect, test } from '@jest/globals';
import { LambdaFunction } from '../../src/core/exporters/lambda/function.ts';
import { lambdaFunction } from '../../src/sandbox/kinds/lambda/function.ts';
import { workedExample } from '../conformance/worked-example.ts';
import { changedBy } from '../helpers/cloud-trail.ts';
import { KindWorld } from '../helpers/kind-world.ts';

test('functions are listed by fifty, and their tags read by the hundred', async () => {
  await using world = await KindWorld.open('AWS::Lambda::Function', 250);

  await world.read();

  expect(world.calls).toMatchObject({ 'lambda:ListFunctions': 10 });
  expect(world.calls).not.toHaveProperty('lambda:ListTags');
});

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

test('CloudTrail’s names for a function are one name; the end of a version is not its end', () => {
  const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:resize';
  const layer = arn.replace(':function:', ':layer:');

  for (const functionName of ['resize', arn, `${arn}:3`, '111122223333:function:resize']) {
    expect(changedBy(LambdaFunction, { functionName })).toEqual([['resize']]);
  }
  expect(changedBy(LambdaFunction, { resource: arn, tags: {} })).toEqual([['resize']]);
  expect(changedBy(LambdaFunction, { resource: layer })).toEqual([]);
  expect(changedBy(LambdaFunction, { functionName: 'resize', qualifier: '3' })).toEqual([]);
});
