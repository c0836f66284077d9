import { expect, test } from '@jest/globals';
import { ResourceWriter } from '../../src/catalog/resource-writer.ts';
import { FaultLog } from '../../src/mapping/fault.ts';
import { JqEvaluator } from '../../src/mapping/jq/evaluator.ts';
import { Mapper } from '../../src/mapping/mapper.ts';
import { PortAppConfig } from '../../src/mapping/port-app-config.ts';
import { NEVER, PortWorld } from '../port/port-world.ts';
import { WriterWorld } from './writer-world.ts';

const SCOPE = { kind: 'AWS::S3::Bucket', accountId: '111122223333', region: 'global' };
const CONFIG = PortAppConfig.parse({
  resources: [
    {
      kind: SCOPE.kind,
      selector: { query: '.Properties.Size < 10' },
      port: {
        entity: {
          mappings: {
            identifier: '.Properties.Name',
            blueprint: '"bucket"',
            properties: { size: '.Properties.Size' },
          },
        },
      },
    },
  ],
});

function batchOf(sizes: Readonly<Record<string, number>>): Parameters<ResourceWriter['write']>[1] {
  const resources = Object.entries(sizes).map(([Name, Size]) => ({
    Type: 'AWS::S3::Bucket' as const,
    Properties: { Name, Size },
  }));
  return { resources, identifiers: Object.keys(sizes).map((name) => [name]), gaps: [] };
}

test('writes changed entities, records the source of each, and reports what happened to the others', async () => {
  await using world = await PortWorld.open();
  await using state = await WriterWorld.open(world.client);
  await using evaluator = new JqEvaluator({ deadlineMs: 10_000 });
  const writer = new ResourceWriter({
    mapper: new Mapper(CONFIG, evaluator),
    store: state.store,
    target: state.writer,
    faults: new FaultLog(),
    admit: ({ entity }) => entity.identifier !== 'newer',
  });
  const sizes = { small: 1, large: 11, newer: 2, other: 3 };
  const write = async (given: typeof sizes): ReturnType<ResourceWriter['write']> => {
    const blocks = await writer.write(SCOPE, batchOf(given), NEVER);
    await world.run(state.writer.flush());
    return blocks;
  };

  const [first] = await write(sizes);
  const [second] = await write({ ...sizes, other: 4 });

  expect(first).toMatchObject({ block: 0, admitted: 2, changed: 2, unchanged: 0, filtered: 1 });
  expect(second).toMatchObject({ block: 0, admitted: 2, changed: 1, unchanged: 1, filtered: 1 });
  expect(world.stored('bucket')).toEqual(['other', 'small']);
  expect(world.port.catalog.entities('bucket').get('other')?.properties).toEqual({ size: 4 });
  const { records } = await state.store.find('bucket', 'small');
  expect(records).toMatchObject([{ source: SCOPE, resource: ['small'] }]);
});
