import { describe, expect, test } from '@jest/globals';
import { iamPolicy } from '../../src/core/exporters/iam-policy.ts';
import type { Kind } from '../../src/core/exporters/kind.ts';
import { loadAllKinds } from '../../src/core/exporters/registry.ts';
import { ESTATE_KINDS } from '../../src/sandbox/estate/estate.ts';
import type { Policy } from '../../src/sandbox/iam.ts';
import { permissionOf } from '../../src/sandbox/refusals.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { readEstate } from '../helpers/read-estate.ts';

const ESTATE = {
  seed: 'iam',
  accounts: 1,
  regions: ['us-east-1', 'eu-west-1'], // two, so that there are buckets of another region
  usedRegions: 2,
  ...Object.fromEntries(ESTATE_KINDS.map((kind) => [kind, 2])),
  'AWS::S3::Bucket': 6,
};

/** The permissions of the calls that a sandbox was sent: not those of single fetches, nor of what listings tell. */
function exercised(sandbox: Sandbox): ReadonlySet<string> {
  const calls = Object.keys(sandbox.calls()).map((name) => name.split(':'));
  return new Set(
    calls.map(([service = '', operation = '']) => permissionOf({ service, operation })),
  );
}

async function printedPolicy(): Promise<readonly string[]> {
  return actionsOf(await loadAllKinds());
}

function actionsOf(kinds: readonly Kind[]): readonly string[] {
  return iamPolicy(kinds).Statement.flatMap(({ Action }) => Action);
}

function policyOf(actions: readonly string[]): Policy {
  return { Statement: [{ Effect: 'Allow', Action: actions }] };
}

describe('the printed IAM policy', () => {
  test('suffices for a full resync with all options', async () => {
    await using sandbox = await startSandbox({ estate: ESTATE });
    sandbox.setPolicy('*', policyOf(await printedPolicy()));

    const result = await readEstate(sandbox, { everything: true });

    expect(result.notComplete()).toEqual([]);
    expect(result.gaps).toEqual([]);
  });

  test('has nothing to spare: without any one permission, the report names exactly that one', async () => {
    const all = await loadAllKinds();
    await using sandbox = await startSandbox({ estate: ESTATE });
    await readEstate(sandbox, { everything: true });
    const isExercised = exercised(sandbox);
    const actions = actionsOf(all).filter((action) => isExercised.has(action));
    expect(actions.length).toBeGreaterThan(actionsOf(all).length * 0.8);
    for (const missing of actions) {
      sandbox.setPolicy('*', policyOf(actions.filter((action) => action !== missing)));
      // The kinds that need it: what all need comes with every kind.
      const kinds = all.filter((kind) => actionsOf([kind]).includes(missing));

      const result = await readEstate(sandbox, {
        everything: true,
        kinds: kinds.map(({ kind }) => kind),
      });

      const remedies = result.ledger.causes.map(({ remedy }) => remedy);
      expect({ missing, count: remedies.length > 0 }).toEqual({ missing, count: true });
      for (const remedy of remedies) expect(remedy).toContain(missing);
      for (const other of actions.filter((action) => action !== missing)) {
        if (missing === 'organizations:ListAccounts' || missing.startsWith(other)) continue;
        expect(remedies.join(' ')).not.toMatch(new RegExp(`${other}\\b`));
      }
    }
  }, 120_000);
});
