import { expect, test } from '@jest/globals';
import { example } from '../../src/core/exporters/lambda/function.example.ts';
import { LambdaFunction } from '../../src/core/exporters/lambda/function.ts';
import type { CloudTrailCall } from '../../src/core/exporters/live-event.ts';
import { functionConfiguration, functionTags } from '../../src/sandbox/estate/functions.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { serve } from '../conformance/harness.ts';
import { canonical } from '../helpers/expected.ts';
import type { ReadResult } from '../helpers/read-aws.ts';
import { readEstate } from '../helpers/read-estate.ts';

const KIND = 'AWS::Lambda::Function';
const region = 'eu-west-1';
/** Pages of the listing and of the tags. */
const MANY = 250;
/** Lambda lets ListTags be called 15 times a second. */
const FEW = 30;

function estateOf(functions: number, faults: readonly Fault[] = []): Promise<Sandbox> {
  return startSandbox({
    estate: {
      seed: 'lambda kinds',
      accounts: 2,
      regions: [region],
      usedRegions: 1,
      functions,
    },
    faults,
  });
}

function read(sandbox: Sandbox): Promise<ReadResult> {
  return readEstate(sandbox, { kinds: [KIND], everything: true });
}

/** Every function of the estate as it must come out. */
function expected({ estate }: Sandbox, withTags = true): string[] {
  return estate.accountIds.flatMap((AccountId) =>
    Array.from({ length: estate.countOf('functions', AccountId, region) }, (_, index) =>
      canonical({
        Type: KIND,
        Properties: {
          ...functionConfiguration(estate, AccountId, region, index),
          ...(withTags && { Tags: functionTags(estate, AccountId, region, index) }),
        },
        __ExtraContext: { AccountId, Region: region },
      }),
    ),
  );
}

test('each function comes out with its own attributes and tags, tags by the hundred', async () => {
  await using sandbox = await estateOf(MANY);

  const result = await read(sandbox);

  expect(result.resources.map(canonical).sort()).toEqual(expected(sandbox).sort());
  expect(result.gaps).toEqual([]);
  expect(result.notComplete()).toEqual([]);
  expect(sandbox.calls()).toMatchObject({ 'lambda:ListFunctions': 10 });
  expect(sandbox.calls()['lambda:ListTags']).toBeUndefined();
});

test('without the tagging API, tags come function by function; one that vanished costs itself', async () => {
  await using sandbox = await estateOf(FEW, [
    { type: 'deny', service: 'tagging' },
    { type: 'gone', resource: 'fn-17' },
  ]);

  const result = await read(sandbox);

  const left = expected(sandbox).filter((item) => !item.includes('"FunctionName":"fn-17"'));
  expect(result.resources.map(canonical).sort()).toEqual(left.sort());
  expect(result.gaps).toEqual([]);
});

test('where tags are denied altogether, every function stays, with a gap', async () => {
  await using sandbox = await estateOf(FEW, [
    { type: 'deny', service: 'tagging' },
    { type: 'deny', operation: 'ListTags' },
  ]);

  const result = await read(sandbox);

  expect(result.resources.map(canonical).sort()).toEqual(expected(sandbox, false).sort());
  expect(result.gaps).toHaveLength(2 * FEW);
  expect(result.gaps[0]).toMatchObject({ action: 'ListTagsAction', failure: { class: 'denied' } });
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
  const call = {
    account: { id: '111122223333', name: 'example', partition: 'aws' },
    region,
    eventName: '',
    requestParameters: {},
    responseElements: {},
  } satisfies CloudTrailCall;
  const resourcesOf = (requestParameters: CloudTrailCall['requestParameters']) =>
    LambdaFunction.liveEvents?.resources({ ...call, requestParameters });
  const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:resize';

  for (const functionName of ['resize', arn, `${arn}:3`, '111122223333:function:resize']) {
    expect(resourcesOf({ functionName })).toEqual([['resize']]);
  }
  expect(resourcesOf({ resource: arn, tags: {} })).toEqual([['resize']]);
  expect(resourcesOf({ resource: arn.replace(':function:', ':layer:') })).toEqual([]);
  expect(resourcesOf({ functionName: 'resize', qualifier: '3' })).toEqual([]);
});
