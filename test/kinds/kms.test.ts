import { expect, test } from '@jest/globals';
import { KindWorld } from '../helpers/kind-world.ts';

const COUNT = 5;

test('a key whose policy denies its description costs that key alone', async () => {
  await using world = await KindWorld.open('AWS::KMS::Key', COUNT);
  const { resources: all } = await world.read();
  const denied = String(all[1]?.Properties['KeyId']);
  world.sandbox.setFaults([
    {
      type: 'error',
      operation: 'DescribeKey',
      resource: denied,
      code: 'AccessDeniedException',
      status: 400,
    },
  ]);

  const { resources, gaps, notComplete } = await world.read();

  expect(notComplete()).toEqual([]);
  expect(resources).toHaveLength(2 * COUNT);
  expect(gaps).toMatchObject([
    { identifier: denied, action: 'DescribeKeyAction', failure: { class: 'denied' } },
  ]);
});

test('aliases of one key may stand on several pages', async () => {
  const aliasOf = (AliasName: string, TargetKeyId: string) => ({ AliasName, TargetKeyId });
  await using plain = await KindWorld.open('AWS::KMS::Key', 2, { estate: { accounts: 1 } });
  const { resources } = await plain.read();
  const [one = '', other = ''] = resources.map(({ Properties }) => String(Properties['KeyId']));
  await using world = await KindWorld.open('AWS::KMS::Key', 2, {
    estate: { accounts: 1 },
    replies: {
      'kms:ListAliases': (input: Readonly<Record<string, unknown>>) =>
        input['Marker'] === undefined
          ? {
              Aliases: [aliasOf('alias/a', one), aliasOf('alias/b', other)],
              Truncated: true,
              NextMarker: 'more',
            }
          : { Aliases: [aliasOf('alias/c', one)], Truncated: false },
    },
  });

  const { resources: read, gaps } = await world.read();

  const namesOf = read.map(({ Properties }) =>
    (Properties['Aliases'] as readonly { readonly AliasName: string }[]).map(
      ({ AliasName }) => AliasName,
    ),
  );
  expect(gaps).toEqual([]);
  expect(namesOf).toEqual([['alias/a', 'alias/c'], ['alias/b']]);
});
