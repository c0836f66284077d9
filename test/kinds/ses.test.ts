import { expect, test } from '@jest/globals';
import { SesConfigurationSet } from '../../src/core/exporters/ses/configuration-set.ts';
import { SesEmailIdentity } from '../../src/core/exporters/ses/email-identity.ts';
import {
  configurationSet,
  configurationSetName,
  emailIdentity,
  identityInfo,
  identityName,
} from '../../src/sandbox/estate/mail.ts';
import { changedBy } from '../helpers/cloud-trail.ts';
import { expectWhole, type KindOfEstate, KindWorld, type Place } from '../helpers/kind-world.ts';

const IDENTITIES: KindOfEstate = {
  kind: 'AWS::SES::EmailIdentity',
  counted: 'AWS::SES::EmailIdentity',
  propertiesOf: (...place) => ({
    ...identityInfo(...place),
    ...emailIdentity(...place),
    Arn: arnOf(place, `identity/${identityName(place[3])}`),
  }),
};
const SETS: KindOfEstate = {
  kind: 'AWS::SES::ConfigurationSet',
  counted: 'AWS::SES::ConfigurationSet',
  propertiesOf: (...place) => ({
    ...configurationSet(...place),
    Arn: arnOf(place, `configuration-set/${configurationSetName(place[3])}`),
  }),
};
/** More than a page. */
const MANY = 130;
const FEW = 20;

function arnOf([, accountId, region]: Place, name: string): string {
  return `arn:aws:ses:${region}:${accountId}:${name}`;
}

test.each([IDENTITIES, SETS])('every $kind comes out with its own attributes', async (subject) => {
  await using world = await KindWorld.open(subject, MANY);

  const result = await world.read();

  expectWhole(result, world.items());
});

test('where identities may not be asked for, each keeps what the listing said', async () => {
  await using world = await KindWorld.open(IDENTITIES, FEW);
  world.sandbox.setFaults([{ type: 'deny', operation: 'GetEmailIdentity' }]);

  const { resources, gaps } = await world.read();

  expect(gaps).toHaveLength(2 * FEW);
  expect(gaps[0]?.permissions).toEqual(['ses:GetEmailIdentity']);
  expect(resources).toHaveLength(2 * FEW);
  expect(resources[0]?.Properties).toHaveProperty('SendingEnabled');
});

test('CloudTrail names identities and configuration sets in the words of both APIs', () => {
  const identityOf = (parameters: object) => changedBy(SesEmailIdentity, parameters);
  const setOf = (parameters: object) => changedBy(SesConfigurationSet, parameters);
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
