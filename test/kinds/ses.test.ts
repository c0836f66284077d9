import { expect, test } from '@jest/globals';
import { SesConfigurationSet } from '../../src/core/exporters/ses/configuration-set.ts';
import { SesEmailIdentity } from '../../src/core/exporters/ses/email-identity.ts';
import { changedBy } from '../helpers/cloud-trail.ts';
import { KindWorld } from '../helpers/kind-world.ts';

test('where identities may not be asked for, each keeps what the listing said', async () => {
  await using world = await KindWorld.open('AWS::SES::EmailIdentity', 5);
  world.sandbox.setFaults([{ type: 'deny', operation: 'GetEmailIdentity' }]);

  const { resources, gaps } = await world.read();

  expect(gaps).toHaveLength(10);
  expect(gaps[0]?.permissions).toEqual(['ses:GetEmailIdentity']);
  expect(resources).toHaveLength(10);
  for (const { Properties } of resources)
    expect(Object.keys(Properties).sort()).toEqual([
      'Arn',
      'IdentityName',
      'IdentityType',
      'SendingEnabled',
      'VerificationStatus',
    ]);
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
