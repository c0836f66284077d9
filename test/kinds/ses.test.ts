import { expect, test } from '@jest/globals';
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
