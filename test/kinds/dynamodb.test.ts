import { expect, test } from '@jest/globals';
import { toItem } from '../../src/core/exporters/to-item.ts';
import type { Estate } from '../../src/sandbox/estate/estate.ts';
import { table, tableArn, tableBackups, tableTags } from '../../src/sandbox/estate/tables.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { canonical } from '../helpers/expected.ts';
import { readEstate } from '../helpers/read-estate.ts';

const KIND = 'AWS::DynamoDB::Table';
const region = 'eu-west-1';
const MANY = 250;
/** DynamoDB tells backups, and tags one by one, ten times a second only. */
const FEW = 20;
const TAGS = { includeActions: ['GetTableTagsAction'] };

function sandboxOf(tables: number): Promise<Sandbox> {
  return startSandbox({
    estate: { seed: 'tables', accounts: 2, regions: [region], usedRegions: 1, tables },
  });
}

function expected(estate: Estate, accountId: string, index: number, backups = false): string {
  const place = [estate, accountId, region, index] as const;
  const properties = {
    ...table(...place),
    Tags: tableTags(...place),
    ...(backups && { ContinuousBackupsDescription: tableBackups(...place) }),
  };
  return canonical({
    Type: KIND,
    Properties: toItem(properties),
    __ExtraContext: { AccountId: accountId, Region: region },
  });
}

function allExpected(estate: Estate, backups = false): readonly string[] {
  return estate.accountIds
    .flatMap((accountId) => {
      const count = estate.countOf('tables', accountId, region);
      return Array.from({ length: count }, (_, index) =>
        expected(estate, accountId, index, backups),
      );
    })
    .sort();
}

test('every table comes out with its own attributes and tags, the tags by the hundred', async () => {
  await using sandbox = await sandboxOf(MANY);

  const result = await readEstate(sandbox, { kinds: [KIND], selector: TAGS });

  expect(result.gaps).toEqual([]);
  expect(result.notComplete()).toEqual([]);
  expect(result.resources.map(canonical).sort()).toEqual(allExpected(sandbox.estate));
  expect(sandbox.calls()).toMatchObject({
    'dynamodb:ListTables': 6,
    'dynamodb:DescribeTable': 2 * MANY,
  });
  expect(sandbox.calls()).not.toHaveProperty(['dynamodb:ListTagsOfResource']);
});

test('with everything, and without the tagging API: the same, with backups', async () => {
  await using sandbox = await sandboxOf(FEW);
  sandbox.setFaults([{ type: 'deny', operation: 'GetResources' }]);

  const result = await readEstate(sandbox, { kinds: [KIND], everything: true });

  expect(result.gaps).toEqual([]);
  expect(result.resources.map(canonical).sort()).toEqual(allExpected(sandbox.estate, true));
  expect(sandbox.calls()).toMatchObject({ 'dynamodb:ListTagsOfResource': 2 * FEW });
});

test('a table that vanishes meanwhile costs only itself', async () => {
  await using sandbox = await sandboxOf(MANY);
  const accountId = sandbox.managementAccountId;
  sandbox.setFaults([{ type: 'gone', resource: tableArn(accountId, region, 7) }]);

  const result = await readEstate(sandbox, { kinds: [KIND], selector: TAGS });

  const gone = expected(sandbox.estate, accountId, 7);
  expect(result.gaps).toEqual([]);
  expect(result.resources.map(canonical).sort()).toEqual(
    allExpected(sandbox.estate).filter((item) => item !== gone),
  );
});

test('denied details are gaps, and every table keeps its name, its ARN and its tags', async () => {
  await using sandbox = await sandboxOf(MANY);
  sandbox.setFaults([{ type: 'deny', operation: 'DescribeTable' }]);

  const { resources, gaps } = await readEstate(sandbox, { kinds: [KIND], selector: TAGS });

  expect(resources).toHaveLength(2 * MANY);
  expect(gaps).toHaveLength(2 * MANY);
  expect(gaps[0]).toMatchObject({
    action: 'GetTableDetailsAction',
    failure: { class: 'denied' },
    permissions: ['dynamodb:DescribeTable'],
  });
  for (const { Properties } of resources) {
    expect(Object.keys(Properties)).toEqual(['TableName', 'TableArn', 'Tags']);
  }
});

test('tags are read to their end, page by page', async () => {
  const tags = Array.from({ length: 3 }, (_, index) => ({ Key: `key ${index}`, Value: 'x' }));
  await using sandbox = await startSandbox({
    estate: { seed: 'tags', accounts: 1, regions: [region], tables: 1 },
    faults: [{ type: 'deny', operation: 'GetResources' }],
    replies: {
      'dynamodb:ListTagsOfResource': ({ NextToken = '0' }) => {
        const from = Number(NextToken);
        return { Tags: [tags[from]], ...(from < 2 && { NextToken: String(from + 1) }) };
      },
    },
  });

  const { resources } = await readEstate(sandbox, { kinds: [KIND], selector: TAGS });

  expect(resources.map(({ Properties }) => Properties)).toMatchObject([{ Tags: tags }]);
});
