import type { Kind } from '../../src/core/exporters/kind.ts';

/** The account of which CloudTrail tells in these tests. */
export const EXAMPLE_ACCOUNT = '111122223333';

const ACCOUNT = { id: EXAMPLE_ACCOUNT, name: 'example', partition: 'aws' } as const;
const REGION = 'eu-west-1';

/** What a kind's live event rules find in a call's parameters, and in its answer. */
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

/** What a kind's identifiers alone say of a resource that is gone. */
export function stubOf(
  { liveEvents }: Pick<Kind, 'liveEvents'>,
  ...identifiers: string[]
): unknown {
  return liveEvents?.stub(identifiers, ACCOUNT, REGION);
}
