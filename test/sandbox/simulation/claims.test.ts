import { expect, test } from '@jest/globals';
import { loadService } from '../../../src/sandbox/clients.ts';
import { Estate, type EstateKind } from '../../../src/sandbox/estate/estate.ts';
import { Pager } from '../../../src/sandbox/pages.ts';
import { simulatedHandlers } from '../../../src/sandbox/simulation/handlers.ts';
import type { SimulatedKind } from '../../../src/sandbox/simulation/simulated-kind.ts';

const OPERATION = 'rds:ListTagsForResource';
const BATCH = 'ecs:DescribeClusters';

/** Resources called `apple-0` and so on, which claim all names of the sort. */
function sortOf(kind: EstateKind, sort: string): SimulatedKind {
  return {
    kind,
    client: () => Promise.resolve({}),
    gone: `No${sort} 404`,
    calls: {
      [OPERATION]: { of: { ResourceName: ['name'] }, claims: (name) => name.startsWith(sort) },
      [BATCH]: { of: { clusters: ['name'] }, batch: 3, claims: (name) => name.startsWith(sort) },
    },
    at: ({ n }) => ({
      names: { name: `${sort}-${n}` },
      replies: {
        [OPERATION]: () => ({ TagList: [{ Key: 'sort', Value: sort }] }),
        [BATCH]: () => ({ clusters: [{ clusterName: `${sort}-${n}` }] }),
      },
      items: () => [],
    }),
  };
}

const kinds = [sortOf('AWS::SNS::Topic', 'apple'), sortOf('AWS::SQS::Queue', 'pear')];
const estate = new Estate({ seed: 'x', 'AWS::SNS::Topic': 9, 'AWS::SQS::Queue': 9 });
const context = {
  estate,
  accountId: estate.managementAccountId,
  callerArn: '',
  region: estate.regions[0] ?? '',
  pager: new Pager({}, undefined),
  isGone: () => false,
  isOmitted: () => false,
  issueCredentials: () => {
    throw new Error('not asked for');
  },
};

test('an unknown name is missed by the kind that claims it, else by the first', async () => {
  await loadService('rds');
  const tagsOf = (ResourceName: string) =>
    simulatedHandlers(kinds)[OPERATION]?.({ ResourceName }, context);

  expect(tagsOf('pear-1')).toEqual({ TagList: [{ Key: 'sort', Value: 'pear' }] });
  expect(() => tagsOf('pear-99')).toThrow(expect.objectContaining({ code: 'Nopear' }));
  expect(() => tagsOf('apple-99')).toThrow(expect.objectContaining({ code: 'Noapple' }));
  expect(() => tagsOf('plum-1')).toThrow(expect.objectContaining({ code: 'Noapple' }));
});

test('a batch names resources of several kinds', async () => {
  await loadService('ecs');
  const described = (...clusters: string[]) =>
    simulatedHandlers(kinds)[BATCH]?.({ clusters }, context);

  expect(described('apple-1', 'pear-2')).toEqual({
    clusters: [{ clusterName: 'pear-2' }, { clusterName: 'apple-1' }],
  });
  expect(() => described('apple-1', 'pear-99')).toThrow(
    expect.objectContaining({ code: 'Nopear' }),
  );
});
