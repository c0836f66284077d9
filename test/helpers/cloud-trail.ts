import type { Kind } from '../../src/core/exporters/kind.ts';

const ACCOUNT = { id: '111122223333', name: 'example', partition: 'aws' } as const;
const REGION = 'eu-west-1';

/** An ARN in the account and region of these tests' CloudTrail events: `arnOf('ecs:cluster/web')`. */
export function arnOf(name: string): string {
  const start = name.indexOf(':');
  return `arn:aws:${name.slice(0, start)}:${REGION}:${ACCOUNT.id}:${name.slice(start + 1)}`;
}

/** The resources that a kind's live event rules find in a call's parameters and answer. */
export function changedBy(
  { liveEvents }: Pick<Kind, 'liveEvents'>,
  requestParameters: object,
  responseElements: object = {},
): readonly (readonly string[])[] | undefined {
  return liveEvents?.resources({
    account: ACCOUNT,
    region: REGION,
    eventName: 'any',
    requestParameters: { ...requestParameters },
    responseElements: { ...responseElements },
  });
}

/** The properties of a deleted resource that follow from its identifiers alone. */
export function stubOf(
  { liveEvents }: Pick<Kind, 'liveEvents'>,
  ...identifiers: string[]
): unknown {
  return liveEvents?.stub(identifiers, ACCOUNT, REGION);
}
