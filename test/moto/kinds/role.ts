import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import type { Place } from '../place.ts';

/** A role that a service can assume, with a separate name for each region, because IAM is global. */
export async function createRole(place: Place, service: string): Promise<string> {
  const RoleName = `${service}-${place.region}`;
  await place.of(IAMClient).send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: `${service}.amazonaws.com` },
            Action: 'sts:AssumeRole',
          },
        ],
      }),
    }),
  );
  return `arn:aws:iam::${place.accountId}:role/${RoleName}`;
}
