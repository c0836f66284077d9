import { describe, expect, test } from '@jest/globals';
import { loadKind, OBJECT_KINDS } from '../../src/core/exporters/registry.ts';
import { ESTATE_KINDS } from '../../src/sandbox/estate/estate.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { itemsOf } from '../helpers/kind-world.ts';
import { leastCalls, WHY_MORE } from '../helpers/least-calls.ts';
import { hastyGate } from '../helpers/hasty-gate.ts';
import { readEstate } from '../helpers/read-estate.ts';
import { HOME_REGION, itemsOfEstate, simulationOf } from './worked-example.ts';

/** More than a page of 100, and more than two batches of 50. */
const MANY = 110;
const PARENTS = 2;
/** Every record of a history. */
const ALL = { since: '9999d', maxPerParent: 1_000 };
/** Calls that find accounts and regions. */
const DISCOVERY = /^(?:sts|account|organizations):|^ec2:DescribeRegions$/;

function callsOf(sandbox: Sandbox): number {
  const calls = Object.entries(sandbox.calls()).filter(([name]) => !DISCOVERY.test(name));
  return calls.reduce((sum, [, count]) => sum + count, 0);
}

const KINDS = OBJECT_KINDS.filter((name) => !/^AWS::(?:Account|Organizations)::/.test(name));

describe.each(KINDS)('%s: the calls of reading many', (name) => {
  const simulated = simulationOf(name);
  const whole = 'partOf' in simulated ? simulated.partOf : simulated;
  const estate = {
    seed: 'calls',
    accounts: 1,
    regions: ['eu-west-1'],
    usedRegions: 1,
    // The number per parent, for kinds with a parent; other kinds exist for relations.
    ...Object.fromEntries(
      ESTATE_KINDS.map((kind) => [
        kind,
        kind === whole.kind && whole.parent === undefined ? MANY : PARENTS,
      ]),
    ),
    [whole.parent === undefined ? '' : whole.kind]: MANY,
    'AWS::CodeDeploy::Deployment': name.startsWith('AWS::CodeDeploy::Deployment') ? MANY : PARENTS, // few have targets
  };

  test.each([
    ['with default actions', false],
    ['with every action', true],
  ])('%s are the minimum that AWS allows', async (_, everything) => {
    await using sandbox = await startSandbox({ estate });
    const kind = await loadKind(name);
    const least = leastCalls(kind, sandbox.estate);

    const result = await readEstate(sandbox, {
      kinds: [name],
      everything,
      clients: { gate: hastyGate(64) },
      ...(kind.hasHistory && { selector: { window: ALL } }),
    });

    const fewest = least.alone + (everything ? least.options : 0);
    expect(result.resources.length).toBeGreaterThan(PARENTS);
    if (everything)
      expect(itemsOf(result)).toEqual(
        itemsOfEstate(simulated, sandbox.estate, undefined, HOME_REGION),
      );
    if (WHY_MORE[name] === undefined) expect(callsOf(sandbox)).toBe(fewest);
    else expect(callsOf(sandbox)).toBeGreaterThanOrEqual(fewest);
  });
});
