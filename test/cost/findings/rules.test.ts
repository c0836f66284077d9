import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countOnce } from '../../../src/cost/findings/count-once.ts';
import type { FindingRule } from '../../../src/cost/findings/define-finding.ts';
import { CHANGES } from '../../../src/cost/findings/finding.ts';
import type { FindingExample } from '../../../src/cost/findings/finding-example.ts';
import { judgeExample } from '../../../src/cost/findings/judge-example.ts';
import type { Finding } from '../../../src/cost/findings/judge-resource.ts';
import { priorityOf } from '../../../src/cost/findings/priority.ts';
import { FINDINGS } from '../../../src/cost/findings/registry.generated.ts';
import { COST_MODELS } from '../../../src/cost/models/registry.generated.ts';
import type { CostModel } from '../../../src/cost/models/define-cost-model.ts';
import { decimal, sumOf, ZERO } from '../../../src/cost/money/decimal.ts';

const RULES: {
  readonly rule: FindingRule;
  readonly examples: readonly FindingExample[];
  readonly model: CostModel | undefined;
}[] = [];
for (const loader of Object.values(FINDINGS)) {
  const rule = await loader.rule();
  const model = await COST_MODELS[rule.kind]?.model();
  RULES.push({ rule, examples: await loader.examples(), model });
}

function judge(name: string, example: FindingExample): Finding | undefined {
  const found = RULES.find(({ rule }) => rule.name === name);
  if (found === undefined) throw new TypeError(`no rule ${name}`);
  return judgeExample(found.rule, example, found.model);
}

const cents = fc.integer({ min: 0, max: 1_000_000 }).map((amount) => decimal(amount / 100));

describe('savings of one resource', () => {
  const savings = fc.array(
    fc.record({ change: fc.constantFrom(...CHANGES), share: fc.integer({ min: 0, max: 1_000 }) }),
    { maxLength: 8 },
  );

  test('never sum to more than its cost', () => {
    fc.assert(
      fc.property(cents, savings, (cost, all) => {
        const own = all.map(({ change, share }, index) => ({
          ...{ id: `f${index}`, change },
          monthly: decimal((Number(cost / 10n ** 16n) / 100) * (share / 1_000)),
        }));
        const counted = [...countOnce(cost, own).values()].map((one) => one.counted);
        expect(sumOf(counted) <= cost).toBe(true);
        expect(counted.every((amount) => amount >= ZERO)).toBe(true);
      }),
    );
  });

  test('count each alone in full, when it is the only one', () => {
    fc.assert(
      fc.property(cents, fc.constantFrom(...CHANGES), (cost, change) => {
        const counted = countOnce(cost, [{ id: 'f', change, monthly: cost }]);
        expect(counted.get('f')?.counted).toBe(cost);
      }),
    );
  });

  test('of the same resource do not depend on the order in which rules found them', () => {
    fc.assert(
      fc.property(cents, savings, (cost, all) => {
        const own = all.map(({ change }, index) => ({ id: `f${index}`, change, monthly: cost }));
        const forwards = countOnce(cost, own);
        const backwards = countOnce(cost, own.toReversed());
        for (const [id, one] of forwards) expect(backwards.get(id)?.counted).toBe(one.counted);
      }),
    );
  });

  test('a resource that ends leaves nothing to the others', () => {
    const monthly = decimal(60);
    const counted = countOnce(decimal(100), [
      { id: 'spot', change: 'spot', monthly },
      { id: 'commit', change: 'commit', monthly },
      { id: 'smaller', change: 'reduce', monthly },
      { id: 'end', change: 'end', monthly: decimal(100) },
    ]);

    expect(Object.fromEntries([...counted].map(([id, one]) => [id, one.counted]))).toEqual({
      ...{ end: decimal(100), smaller: ZERO, commit: ZERO, spot: ZERO },
    });
    expect(counted.get('spot')?.overlaps).toEqual(['end']);
  });

  test('a commitment applies to what a smaller type leaves, and leaves nothing to spot', () => {
    const counted = countOnce(decimal(100), [
      { id: 'spot', change: 'spot', monthly: decimal(70) },
      { id: 'commit', change: 'commit', monthly: decimal(30) },
      { id: 'smaller', change: 'reduce', monthly: decimal(50) },
    ]);

    expect([...counted].map(([id, one]) => [id, one.counted])).toEqual([
      ['smaller', decimal(50)],
      ['commit', decimal(15)],
      ['spot', ZERO],
    ]);
  });
});

describe('priority', () => {
  test.each([
    [500, undefined, 'high'],
    [499.99, undefined, 'medium'],
    [50, undefined, 'medium'],
    [49.99, undefined, 'low'],
    [10, 100, 'high'],
    [9.99, 100, 'low'],
    [10, 0, 'low'],
  ])('of %d a month, where the service costs %p, is %s', (saving, service, level) => {
    const cost = service === undefined ? undefined : decimal(service);
    expect(priorityOf(decimal(saving), cost, {})).toBe(level);
  });
});

const usages = fc.constantFrom(undefined, 0, 1, 100, 268);

describe.each(RULES)('$rule.name', ({ rule, examples, model }) => {
  const found = examples.filter(({ verdict }) => verdict === 'yes');

  test('never says yes without enough points of the usage that it needs', () => {
    const needing = found.filter(({ usage = {} }) =>
      Object.values(usage).some((one) => one.points !== 0),
    );
    if (needing.length === 0) return;
    fc.assert(
      fc.property(fc.constantFrom(...needing), usages, (example, points) => {
        const usage = Object.fromEntries(
          Object.entries(example.usage ?? {}).flatMap(([name, one]) =>
            points === undefined
              ? []
              : [[name, { ...one, expected: 336, points, known: points, asked: points }]],
          ),
        );
        expect(judgeExample(rule, { ...example, usage }, model)?.verdict).not.toBe('yes');
      }),
    );
  });

  test('never saves more than the resource costs', () => {
    fc.assert(
      fc.property(fc.constantFrom(...found), cents, (example, billed) => {
        const own = judgeExample(
          rule,
          { ...example, billed: String(Number(billed / 10n ** 16n) / 100) },
          model,
        )?.found?.own;
        if (own === undefined || 'unknown' in own) return;
        expect(own.monthly <= own.cost).toBe(true);
        expect(own.cost).toBe(billed);
      }),
    );
  });

  test('takes any properties of any types, and never throws', () => {
    const names = [
      ...new Set(examples.flatMap(({ resource }) => Object.keys(resource.properties))),
    ];
    const anything = fc.oneof(
      fc.constantFrom(null, '', 'x', -1, 0, Number.MAX_VALUE, true, [], {}, [null], '0000-00-00'),
      fc.jsonValue({ maxDepth: 2 }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...examples),
        fc.constantFrom(...names),
        anything,
        (example, name, value) => {
          const properties = { ...example.resource.properties, [name]: value };
          const changed = { ...example, resource: { ...example.resource, properties } };
          expect(() => judgeExample(rule, changed, model)).not.toThrow();
        },
      ),
      { numRuns: 200 },
    );
  });

  test('says nothing certain of a resource without properties', () => {
    for (const example of examples) {
      const resource = { ...example.resource, properties: {} };
      expect(judgeExample(rule, { ...example, resource }, model)?.verdict).not.toBe('yes');
    }
  });
});

test('an instance of an Auto Scaling group is never to be terminated', () => {
  const [example] = RULES.find(({ rule }) => rule.name === 'ec2-idle-instance')?.examples ?? [];
  if (example === undefined) throw new TypeError('no example');
  const tags = { 'aws:autoscaling:groupName': 'web' };
  const grouped = { ...example, resource: { ...example.resource, tags } };

  expect(judge('ec2-idle-instance', example)?.verdict).toBe('yes');
  expect(judge('ec2-idle-instance', grouped)).toBeUndefined();
  expect(judge('ec2-oversized-instance', grouped)).toBeUndefined();
});

test('all instances of an idle group lose the minimum, and none is terminated', () => {
  const [example] =
    RULES.find(({ rule }) => rule.name === 'ec2-idle-group-instance')?.examples ?? [];
  if (example === undefined) throw new TypeError('no example');
  const finding = judge('ec2-idle-group-instance', example);

  expect(finding?.found?.remedy.title).toContain('Reduce the minimum of the group web');
  expect(finding?.found?.remedy.command).not.toContain('terminate');
  expect(finding?.found?.change).toBe('reduce');
});

test('properties of another type than AWS documents are unknown, with their name', () => {
  const finding = judge('ec2-unattached-volume', {
    title: '',
    resource: { properties: { State: 7 } },
    verdict: 'unknown',
  });

  expect([finding?.verdict, finding?.doubt?.reason]).toEqual(['unknown', 'no-property']);
  expect(finding?.doubt?.detail).toContain('State');
});

test('commands quote what a shell would interpret', () => {
  const [example] = RULES.find(({ rule }) => rule.name === 'ec2-unattached-volume')?.examples ?? [];
  if (example === undefined) throw new TypeError('no example');
  const resource = { ...example.resource, id: "vol-1'; rm -rf /" };

  const command = judge('ec2-unattached-volume', { ...example, resource })?.found?.remedy.command;

  expect(command).toContain(`'vol-1'\\''; rm -rf /'`);
});
