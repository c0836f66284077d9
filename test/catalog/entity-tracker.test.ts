import { expect, test } from '@jest/globals';
import type { MappedEntity, MappingSummary } from '../../src/mapping/mapped.ts';
import { EntityTracker } from '../../src/catalog/compare/entity-tracker.ts';
import { StoreFolder } from './store-folder.ts';

const SCOPE = { kind: 'AWS::SQS::Queue', accountId: '111122223333', region: 'eu-west-1' };
const MAPPING: MappingSummary = {
  kind: SCOPE.kind,
  identity: 'queue',
  block: 0,
  blueprint: 'queue',
  keys: { title: true, icon: false, team: false, properties: [], relations: ['owner'] },
  findsBySearch: false,
  place: 'resources[0].port.entity.mappings',
};

function queueOf(title: string): MappedEntity {
  const owner = { combinator: 'and', rules: [{ property: 'name', operator: '=', value: 'a' }] };
  return {
    entity: { blueprint: 'queue', identifier: 'orders', title, relations: { owner } },
    mapping: 0,
    resource: ['orders'],
    hasQueries: true,
    isPartial: false,
    isSelected: true,
  };
}

test('an entity with a search query is always written, and counts as changed only when it is', async () => {
  await using folder = await StoreFolder.make();
  await using store = await folder.open();
  const tracker = new EntityTracker(store, [MAPPING]);
  const sync = async (title: string): Promise<object> => {
    const { changes, unchanged } = await tracker.compare(SCOPE, [queueOf(title)]);
    await store.put(
      changes.flatMap(({ blueprint, identifier, record }) =>
        record === undefined ? [] : [{ ...record, blueprint, identifier }],
      ),
    );
    return { unchanged, isRepeated: changes.map((change) => change.isRepeated) };
  };

  expect(await sync('Orders')).toEqual({ unchanged: 0, isRepeated: [false] });
  expect(await sync('Orders')).toEqual({ unchanged: 1, isRepeated: [true] });
  expect(await sync('Sales')).toEqual({ unchanged: 0, isRepeated: [false] });
});
