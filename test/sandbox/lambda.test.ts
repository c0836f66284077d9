import {
  GetFunctionCommand,
  LambdaClient,
  ListFunctionsCommand,
  ListTagsCommand,
  paginateListFunctions,
} from '@aws-sdk/client-lambda';
import { paginateGetResources } from '@aws-sdk/client-resource-groups-tagging-api';
import { expect, test } from '@jest/globals';
import {
  functionArn,
  functionConfiguration,
  functionDetails,
  functionTags,
} from '../../src/sandbox/estate/functions.ts';
import { bare, clients, failureOf, openScope, readAll } from './clients.ts';

const COUNT = 70;
const { sandbox, estate, accountId, region, keys, settings, at, each } = await openScope({
  'AWS::Lambda::Function': COUNT,
});
const lambda = new LambdaClient(settings);

test('lists every function, at most fifty a page, without their state', async () => {
  const pages = paginateListFunctions({ client: lambda }, { MaxItems: 1_000 });

  const { items, pageCount } = await readAll(pages, ({ Functions }) => Functions);

  expect(bare(items)).toEqual(each('AWS::Lambda::Function', functionConfiguration));
  expect(pageCount).toBe(2);
});

test('gives a function by name and by ARN, with its state and its tags', async () => {
  for (let index = 0; index < 10; index += 1) {
    const tags = functionTags(...at(index));
    const arn = functionArn(accountId, region, index);

    const named = await lambda.send(new GetFunctionCommand({ FunctionName: `fn-${index}` }));
    const byArn = await lambda.send(new GetFunctionCommand({ FunctionName: arn }));
    const { Tags } = await lambda.send(new ListTagsCommand({ Resource: arn }));

    expect(bare(named.Configuration)).toEqual(functionDetails(...at(index)));
    expect(bare(byArn)).toEqual(bare(named));
    expect(named.Tags ?? {}).toEqual(tags);
    expect(Tags).toEqual(tags);
  }
});

test('the tagging API knows the functions that have tags', async () => {
  const { tagging } = clients(sandbox, region, keys);
  const pages = paginateGetResources(
    { client: tagging },
    { ResourceTypeFilters: ['lambda:function'], ResourcesPerPage: 20 },
  );

  const { items } = await readAll(pages, (page) => page.ResourceTagMappingList);

  const tagged = Array.from({ length: COUNT }, (_, index) => ({
    ResourceARN: functionArn(accountId, region, index),
    Tags: estate.tags('function', accountId, region, index),
  })).filter(({ Tags }) => Tags.length > 0);
  expect(items).toEqual(tagged);
});

test('does not know a function of another account or of no one, nor a forged marker', async () => {
  const other = functionArn(sandbox.managementAccountId, region, 0);

  const foreign = await failureOf(lambda.send(new ListTagsCommand({ Resource: other })));
  const unknown = await failureOf(lambda.send(new GetFunctionCommand({ FunctionName: 'fn-999' })));
  const forged = await failureOf(lambda.send(new ListFunctionsCommand({ Marker: 'x' })));

  expect(foreign).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
  expect(unknown).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
  expect(forged).toMatchObject({ name: 'InvalidParameterValueException', status: 400 });
});
