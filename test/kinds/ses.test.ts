import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SesConfigurationSet } from '../../src/core/exporters/ses/configuration-set.ts';
import { SesEmailIdentity } from '../../src/core/exporters/ses/email-identity.ts';
import {
  configurationSet,
  configurationSetName,
  emailIdentity,
  identityInfo,
  identityName,
} from '../../src/sandbox/estate/mail.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { canonical } from '../helpers/expected.ts';
import type { ReadResult } from '../helpers/read-aws.ts';
import { readEstate } from '../helpers/read-estate.ts';

const IDENTITY = 'AWS::SES::EmailIdentity';
const SET = 'AWS::SES::ConfigurationSet';
const region = 'eu-west-1';
const COUNT = 250;

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({
    estate: {
      seed: 'mail',
      accounts: 2,
      regions: [region],
      usedRegions: 1,
      emailIdentities: COUNT,
      configurationSets: COUNT,
    },
  });
});
afterEach(() => sandbox.close());

function read(): Promise<ReadResult> {
  return readEstate(sandbox, { kinds: [IDENTITY, SET], everything: true });
}

function expectedIdentity(AccountId: string, index: number): string {
  const Properties = {
    ...identityInfo(sandbox.estate, AccountId, region, index),
    ...emailIdentity(sandbox.estate, AccountId, region, index),
    Arn: `arn:aws:ses:${region}:${AccountId}:identity/${identityName(index)}`,
  };
  return canonical({ Type: IDENTITY, Properties, __ExtraContext: { AccountId, Region: region } });
}

function expectedSet(AccountId: string, index: number): string {
  const Properties = {
    ...configurationSet(sandbox.estate, AccountId, region, index),
    Arn: `arn:aws:ses:${region}:${AccountId}:configuration-set/${configurationSetName(index)}`,
  };
  return canonical({ Type: SET, Properties, __ExtraContext: { AccountId, Region: region } });
}

function all(expected: (accountId: string, index: number) => string): readonly string[] {
  return sandbox.estate.accountIds
    .flatMap((accountId) => Array.from({ length: COUNT }, (_, index) => expected(accountId, index)))
    .sort();
}

const items = (result: ReadResult, kind: typeof IDENTITY | typeof SET): readonly string[] =>
  result.of(kind).map(canonical).sort();

test('every identity and configuration set comes out with its own attributes', async () => {
  const result = await read();

  expect(result.gaps).toEqual([]);
  expect(result.notComplete()).toEqual([]);
  expect(items(result, IDENTITY)).toEqual(all(expectedIdentity));
  expect(items(result, SET)).toEqual(all(expectedSet));
});

test('what vanishes meanwhile costs only itself', async () => {
  const [account = ''] = sandbox.estate.accountIds;
  sandbox.setFaults([
    { type: 'gone', account, resource: identityName(7) },
    { type: 'gone', account, resource: configurationSetName(9) },
  ]);

  const result = await read();

  expect(result.gaps).toEqual([]);
  expect(items(result, IDENTITY)).toEqual(
    all(expectedIdentity).filter((item) => item !== expectedIdentity(account, 7)),
  );
  expect(items(result, SET)).toEqual(
    all(expectedSet).filter((item) => item !== expectedSet(account, 9)),
  );
});

test('a denied action gives gaps, and every identity keeps what the listing said', async () => {
  sandbox.setFaults([{ type: 'deny', operation: 'GetEmailIdentity' }]);

  const result = await read();

  expect(result.gaps).toHaveLength(2 * COUNT);
  expect(result.gaps[0]).toMatchObject({
    action: 'GetEmailIdentityAction',
    permissions: ['ses:GetEmailIdentity'],
    failure: { class: 'denied' },
  });
  const [first] = result.of(IDENTITY);
  expect(result.of(IDENTITY)).toHaveLength(2 * COUNT);
  expect(first?.Properties).toHaveProperty('SendingEnabled');
  expect(items(result, SET)).toEqual(all(expectedSet));
});

test('CloudTrail names identities and configuration sets in the words of both APIs', () => {
  const call = (requestParameters: Record<string, unknown>) => ({
    account: { id: '111122223333', name: 'example', partition: 'aws' as const },
    region,
    eventName: 'any',
    requestParameters,
    responseElements: {},
  });
  const identityOf = (parameters: Record<string, unknown>) =>
    SesEmailIdentity.liveEvents?.resources(call(parameters));
  const setOf = (parameters: Record<string, unknown>) =>
    SesConfigurationSet.liveEvents?.resources(call(parameters));
  const arn = 'arn:aws:ses:eu-west-1:111122223333:';

  for (const name of ['emailIdentity', 'identity', 'domain']) {
    expect(identityOf({ [name]: 'example.com' })).toEqual([['example.com']]);
  }
  expect(identityOf({ emailAddress: 'a@example.com' })).toEqual([['a@example.com']]);
  expect(identityOf({ resourceArn: `${arn}identity/a@example.com` })).toEqual([['a@example.com']]);
  expect(identityOf({ resourceArn: `${arn}configuration-set/news` })).toEqual([]);
  expect(setOf({ configurationSetName: 'news' })).toEqual([['news']]);
  expect(setOf({ configurationSet: { name: 'news' } })).toEqual([['news']]);
  expect(setOf({ resourceArn: `${arn}configuration-set/news` })).toEqual([['news']]);
});
