import { expect, test } from '@jest/globals';
import { example } from '../../src/core/exporters/lambda/function.example.ts';
import { LambdaFunction } from '../../src/core/exporters/lambda/function.ts';
import { functionConfiguration, functionTags } from '../../src/sandbox/estate/functions.ts';
import { serve } from '../conformance/harness.ts';
import { changedBy } from '../helpers/cloud-trail.ts';
import {
  expectedItemsOf,
  expectWhole,
  itemsOf,
  type KindOfEstate,
  KindWorld,
} from '../helpers/kind-world.ts';

const FUNCTIONS: KindOfEstate = {
  kind: 'AWS::Lambda::Function',
  counted: 'AWS::Lambda::Function',
  propertiesOf: (...place) => ({
    ...functionConfiguration(...place),
    Tags: functionTags(...place),
  }),
};
/** Lambda lets ListTags be called 15 times a second. */
const FEW = 30;

test('each function comes out with its own attributes and tags, tags by the hundred', async () => {
  await using world = await KindWorld.open(FUNCTIONS, 250);

  const result = await world.read();

  expectWhole(result, world.items());
  expect(world.calls).toMatchObject({ 'lambda:ListFunctions': 10 });
  expect(world.calls['lambda:ListTags']).toBeUndefined();
});

test('without the tagging API, tags come function by function; one that vanished costs itself', async () => {
  await using world = await KindWorld.open(FUNCTIONS, FEW);
  world.sandbox.setFaults([
    { type: 'deny', service: 'tagging' },
    { type: 'gone', resource: 'fn-17' },
  ]);

  const result = await world.read();

  expectWhole(
    result,
    world.items((_, index) => index === 17),
  );
});

test('where tags are denied altogether, every function stays, with a gap', async () => {
  await using world = await KindWorld.open(FUNCTIONS, FEW);
  world.sandbox.setFaults([
    { type: 'deny', service: 'tagging' },
    { type: 'deny', operation: 'ListTags' },
  ]);

  const result = await world.read();

  const items = expectedItemsOf(world.estate, {
    ...FUNCTIONS,
    propertiesOf: functionConfiguration,
  });
  expect(itemsOf(result)).toEqual(items);
  expect(result.gaps).toHaveLength(2 * FEW);
});

test('a single fetch takes the tags that came with the function', async () => {
  await using served = await serve(example);

  const { resources } = await LambdaFunction.exporter.getResource(
    example.identifiers,
    served.request(['ListTagsAction']),
  );

  expect(resources[0]?.Properties).toMatchObject({ Tags: { team: 'media' } });
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
