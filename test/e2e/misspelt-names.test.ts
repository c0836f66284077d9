import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { OFFLINE } from '../../src/app/name-lookup.ts';
import { plansFromMapping, type MappingPlans } from '../../src/app/mapping-plans.ts';
import { createEvaluator } from '../../src/app/evaluator.ts';
import { createPortClient } from '../../src/app/port-client.ts';
import { openPortRun } from '../../src/app/port-run.ts';
import { openState } from '../../src/app/state.ts';
import { loadSettings } from '../../src/config/settings.ts';
import { parseYaml } from '../../src/config/yaml-file.ts';
import { parseObjectKind } from '../../src/core/exporters/registry.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { configurationError } from '../config/errors.ts';
import { CatalogWorld } from '../helpers/catalog-world.ts';
import { mappingOf, plansOf, readScope, scopeOf } from '../helpers/name-world.ts';

const QUEUE = 'AWS::SQS::Queue';
const PRIVATE_TYPE = 'Acme::Shop::Basket';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({
    estate: {
      seed: 'names',
      accounts: 2,
      regions: ['us-east-1', 'eu-west-1', 'eu-west-9'], // the last has opened since the SDK was published
      usedRegions: 1,
      'AWS::SQS::Queue': 2,
      registeredTypes: (accountId, region) =>
        accountId.endsWith('1') && region === 'eu-west-1' ? [PRIVATE_TYPE] : [],
    },
  });
});

beforeEach(() => {
  sandbox.setFaults([]);
});

afterAll(() => sandbox.close());

function described(): number {
  return sandbox.calls()['cloudformation:DescribeType'] ?? 0;
}

async function refusal(text: string): Promise<string> {
  return (await configurationError(() => plansOf(sandbox, text))).message;
}

/** The plans of a mapping when names cannot be looked up. */
function offline(text: string): Promise<MappingPlans> {
  const document = parseYaml('mapping.yml', text);
  return plansFromMapping(document, { warn: () => undefined, lookup: OFFLINE });
}

describe('a kind in the mapping', () => {
  test('of ours is not asked about', async () => {
    const before = described();

    await plansOf(sandbox, mappingOf([QUEUE], ['AWS::S3::Bucket']));

    expect(described()).toBe(before);
  });

  test('of CloudFormation is asked about once, however many blocks name it', async () => {
    const before = described();

    const { kinds } = await plansOf(
      sandbox,
      mappingOf(['AWS::Kinesis::Stream'], ['AWS::Kinesis::Stream']),
    );

    expect(kinds.map(({ kind }) => kind)).toEqual(['AWS::Kinesis::Stream']);
    expect(described()).toBe(before + 1);
  });

  test.each([
    ['AWS::SQS::Qeueu', '; did you mean AWS::SQS::Queue?'],
    ['AWS::S3::Bukcet', '; did you mean AWS::S3::Bucket?'],
    ['AWS::KSM::Key', '; did you mean AWS::KMS::Key?'],
    ['AWS::KMS::key', '; did you mean AWS::KMS::Key?'],
    ['AWS::Kinesis::stream', ''],
    ['Acme::Shop::Baskte', ''],
  ])('%s that CloudFormation does not have is an error at its line', async (kind, hint) => {
    const message = await refusal(mappingOf([QUEUE], [kind]));

    expect(message).toBe(
      `mapping.yml:3:13 resources[1].kind: unknown kind "${kind}"${hint} (CloudFormation has no such resource type)`,
    );
  });

  test('that is private to one account and region is found there', async () => {
    const { kinds } = await plansOf(sandbox, mappingOf([PRIVATE_TYPE]));

    expect(kinds.map(({ kind }) => kind)).toEqual([PRIVATE_TYPE]);
  });

  test.each(['denied', 'offline'])('%s: a name passes unless it is near a kind', async (how) => {
    sandbox.setFaults([{ type: 'deny', service: 'cloudformation' }]);
    const plans = (text: string): Promise<unknown> =>
      how === 'denied' ? plansOf(sandbox, text) : offline(text);

    for (const kind of [
      'AWS::Kenisis::Stream',
      'AWS::EMR::Cluster',
      'AWS::PCS::Queue',
      PRIVATE_TYPE,
    ]) {
      await expect(plans(mappingOf([kind]))).resolves.toBeDefined();
    }
    for (const kind of ['AWS::SQS::Qeueu', 'AWS::S3::Bukcet', 'aws::sqs::quue', 'Queue']) {
      const { message } = await configurationError(() => plans(mappingOf([kind])));
      expect(message).toContain(`unknown kind "${kind}"`);
    }
  });

  test('that is near one of ours and exists is read', () => {
    expect(parseObjectKind('AWS::SQS::Queues', 'exists')).toBe('AWS::SQS::Queues');
  });
});

describe('a region in a policy of the mapping', () => {
  test.each(['allow', 'deny'])('%s: a misspelt one is an error at its place', async (list) => {
    const message = await refusal(mappingOf([QUEUE, `{ ${list}: [us-east-1, eu-wset-1] }`]));

    expect(message).toMatch(
      new RegExp(
        `^mapping\\.yml:2:\\d+ resources\\[0\\]\\.selector\\.regionPolicy\\.${list}\\[1\\]: unknown region "eu-wset-1"; did you mean eu-west-1\\?$`,
      ),
    );
  });

  test('that the SDK does not know, and an account has, is read', async () => {
    const mapping = await plansOf(sandbox, mappingOf([QUEUE, '{ allow: [eu-west-9] }']));
    const ledger = await readScope(sandbox, scopeOf(mapping));

    expect(mapping.unverifiedRegions).toEqual([]);
    expect(ledger.status).toBe('complete');
    expect(ledger.kinds.find(({ kind }) => kind === QUEUE)?.complete).toBe(2);
  });

  test('that no account has is an error before anything is read', async () => {
    const message = await refusal(mappingOf([QUEUE, '{ allow: [eu-west-1, eu-west-8] }']));

    expect(message).toContain(
      'regionPolicy.allow[1]: unknown region "eu-west-8"; did you mean eu-',
    );
  });

  test('that cannot be looked up leaves the run incomplete, unless an account has it', async () => {
    const text = mappingOf([QUEUE, '{ allow: [us-east-1, eu-west-8, eu-west-9] }']);
    const mapping = await offline(text);

    const ledger = await readScope(sandbox, scopeOf(mapping));

    expect(mapping.unverifiedRegions).toEqual(['eu-west-8', 'eu-west-9']);
    expect(ledger.status).toBe('incomplete');
    expect(ledger.causes).toEqual([
      expect.objectContaining({ code: 'unknown-region', places: ['eu-west-8'] }),
    ]);
  });
});

test('a policy with a region that cannot be looked up deletes nothing', async () => {
  await using world = await CatalogWorld.create({
    kinds: [QUEUE],
    estate: {
      seed: 'policy',
      accounts: 1,
      regions: ['us-east-1', 'eu-west-1'],
      'AWS::SQS::Queue': 4,
    },
  });
  expect((await world.sync()).exitCode).toBe(0);
  const before = world.entities;
  const blocks = (await readFile(world.config, 'utf8')).replace(
    /^( *)selector:\n/m,
    '$1selector:\n$1  regionPolicy: { allow: [us-east-1, eu-west-8] }\n',
  );
  const mapping = await offline(blocks);
  const settings = loadSettings({ env: world.env });
  using client = createPortClient(settings);
  await using store = await openState(settings, world.folder);
  await using evaluator = createEvaluator(settings, {});
  const scope = scopeOf(mapping);

  const ledger = await readScope(world.sandbox, scope, async (signal) => [
    await openPortRun({
      ...{ settings, scope, client, store, evaluator, signal },
      cwd: world.folder,
    }),
  ]);

  expect(before.length).toBeGreaterThan(0);
  expect(ledger.status).toBe('incomplete');
  expect(world.entities).toEqual(before);
});

describe('names in flags', () => {
  test('each account and region that is not there is named, also when others are', async () => {
    const [account = ''] = sandbox.estate.accountIds;
    const mapping = await plansOf(sandbox, mappingOf([QUEUE]));

    const accounts = await configurationError(() =>
      readScope(sandbox, scopeOf(mapping, { accounts: [account, '999999999999'] })),
    );
    const regions = await configurationError(() =>
      readScope(sandbox, scopeOf(mapping, { regions: ['us-east-1', 'me-south-1'] })),
    );

    expect(accounts.message).toContain('--accounts: 999999999999 is not among the accounts');
    expect(regions.message).toContain('--regions: me-south-1 is not enabled in any account');
  });

  test('where not everything could be looked at, the run is incomplete and says so', async () => {
    const [management = '', member = ''] = sandbox.estate.accountIds;
    const mapping = await plansOf(sandbox, mappingOf([QUEUE]));

    sandbox.setFaults([{ type: 'deny', service: 'organizations' }]);
    const accounts = await readScope(sandbox, scopeOf(mapping, { accounts: [management, member] }));
    sandbox.setFaults([
      { type: 'deny', account: member, service: 'account' },
      { type: 'deny', account: member, service: 'ec2' },
    ]);
    const regions = await readScope(
      sandbox,
      scopeOf(mapping, { regions: ['us-east-1', 'me-south-1'] }),
    );

    expect(accounts.status).toBe('incomplete');
    expect(accounts.causes).toContainEqual(
      expect.objectContaining({ code: 'account-not-found', places: [member] }),
    );
    expect(regions.status).toBe('incomplete');
    expect(regions.causes).toContainEqual(
      expect.objectContaining({ code: 'region-not-found', places: ['me-south-1'] }),
    );
  });
});
