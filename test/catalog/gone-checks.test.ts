import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Confirmation } from '../../src/ledger/confirmation.ts';
import type { EntityRecord } from '../../src/catalog/state/entity-record.ts';
import { GoneChecks } from '../../src/catalog/reconcile/gone-checks.ts';

function recordOf(region: string, name: string): EntityRecord {
  return {
    blueprint: 'queue',
    identifier: `${region}/${name}`,
    source: { kind: 'AWS::SQS::Queue', accountId: '111122223333', region, mapping: 0, keys: 'k' },
    resource: [name],
    hash: new Uint8Array(12),
  };
}

const DENIED: Confirmation = {
  status: 'unknown',
  cause: {
    code: 'AccessDenied',
    message: 'not allowed',
    remedy: 'allow sqs:GetQueueAttributes',
  },
};
const ANSWERS: readonly Confirmation[] = [{ status: 'gone' }, { status: 'exists' }, DENIED];

test('a deletion is confirmed only if AWS confirms it, and answers for all resources of the scope', async () => {
  const missing = fc.uniqueArray(
    fc.record({
      region: fc.constantFrom('eu-west-1', 'eu-west-2', 'us-east-1'),
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      answer: fc.oneof(
        { weight: 6, arbitrary: fc.constant(ANSWERS[0]) },
        fc.constantFrom(...ANSWERS),
      ),
    }),
    { selector: ({ region, name }) => `${region} ${name}`, maxLength: 15 },
  );

  await fc.assert(
    fc.asyncProperty(missing, fc.integer({ min: 1, max: 6 }), async (given, most) => {
      const checks = new GoneChecks(most);
      const asked = new Set<string>();
      for (const { region, name } of given) checks.add(recordOf(region, name));

      await checks.run(({ region }, resources) => {
        expect(resources.length).toBeLessThanOrEqual(most);
        return Promise.resolve(
          resources.map(([name = '']) => {
            asked.add(`${region} ${name}`);
            const found = given.find((one) => one.region === region && one.name === name);
            return found?.answer ?? DENIED;
          }),
        );
      });

      for (const { region, name } of given) {
        const inScope = given.filter(
          (one) => one.region === region && asked.has(`${region} ${one.name}`),
        );
        const isConfirmed = inScope.every(({ answer }) => answer?.status === 'gone');
        const isGone = checks.verdict(recordOf(region, name)) === undefined;
        expect(isGone).toBe(isConfirmed && asked.has(`${region} ${name}`));
      }
    }),
  );
});

test('a denied check names the missing permission', async () => {
  const checks = new GoneChecks(10);
  checks.add(recordOf('eu-west-1', 'a'));

  await checks.run((_, resources) => Promise.resolve(resources.map(() => DENIED)));

  const withheld = checks.verdict(recordOf('eu-west-1', 'a'));
  expect(withheld?.reason).toBe('not-confirmed');
  expect(withheld?.detail).toContain('allow sqs:GetQueueAttributes');
});

test('a missing answer confirms nothing', async () => {
  const checks = new GoneChecks(10);
  checks.add(recordOf('eu-west-1', 'a'));
  checks.add(recordOf('eu-west-1', 'b'));

  await checks.run(() => Promise.resolve([{ status: 'gone' }]));

  expect(checks.verdict(recordOf('eu-west-1', 'a'))?.reason).toBe('not-confirmed');
});
