import { expect, test } from '@jest/globals';
import { plansFromMapping } from '../../src/app/mapping-plans.ts';
import { parseYaml } from '../../src/config/yaml-file.ts';
import { ConfigurationError } from '../../src/lib/errors.ts';
import { ResyncHandlers, type ResyncHandler } from '../../src/resync/handler.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { mappingOf } from '../helpers/name-world.ts';
import { readEstate } from '../helpers/read-estate.ts';

/** A kind without a definition: one thing for each account and region. */
const BY_HAND: ResyncHandler = {
  kind: 'Acme::Custom::Thing',
  reach: 'regional',
  callsAws: true,
  permissions: ['acme:ListThings'],
  pageSize: 1,
  async *resync({ account, region }) {
    if (region === 'eu-west-1') throw Object.assign(new Error('no'), { name: 'AccessDenied' });
    const resource = { Type: BY_HAND.kind, Properties: { Name: `${account.id}/${region}` } };
    yield await Promise.resolve({ resources: [resource], gaps: [] });
    return { pages: 1, resources: 1 };
  },
};

test('a handler registered by hand is scheduled, counted and reported like any other', async () => {
  await using sandbox = await startSandbox({
    estate: { seed: 'hand', accounts: 2, regions: ['us-east-1', 'eu-west-1'], usedRegions: 1 },
  });

  const result = await readEstate(sandbox, { kinds: ['AWS::ECS::Cluster'], handlers: [BY_HAND] });

  const names = result.of('Acme::Custom::Thing').map(({ Properties }) => Properties['Name']);
  expect(names.sort()).toEqual(['210000000000/us-east-1', '210000000001/us-east-1']);
  expect(
    result.notComplete().map(({ kind, region, outcome }) => `${kind} ${region} ${outcome}`),
  ).toEqual(['Acme::Custom::Thing eu-west-1 denied', 'Acme::Custom::Thing eu-west-1 denied']);
  expect(result.notComplete()[0]?.error?.remedy).toContain('acme:ListThings');
});

test('a kind has one handler', () => {
  const handlers = new ResyncHandlers().register(BY_HAND);

  expect(handlers.get('Acme::Custom::Thing')).toBe(BY_HAND);
  expect(() => handlers.register(BY_HAND)).toThrow(ConfigurationError);
});

test('a handler registered by hand takes the place of the one that its kind has', async () => {
  const byHand: ResyncHandler = { ...BY_HAND, kind: 'AWS::SQS::Queue' };
  const document = parseYaml('m.yml', mappingOf(['AWS::SQS::Queue'], ['AWS::S3::Bucket']));

  const { plans } = await plansFromMapping(document, {
    handlers: new ResyncHandlers().register(byHand),
    warn: (message) => {
      throw new Error(message);
    },
  });

  expect(plans.map(({ handler }) => handler.kind)).toEqual(['AWS::SQS::Queue', 'AWS::S3::Bucket']);
  expect(plans[0]?.handler).toBe(byHand);
});
