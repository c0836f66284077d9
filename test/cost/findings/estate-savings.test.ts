import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { countAdvice } from '../../../src/cost/findings/count-advice.ts';
import type { FindingRule } from '../../../src/cost/findings/define-finding.ts';
import { CHANGES } from '../../../src/cost/findings/finding.ts';
import type { FindingExample } from '../../../src/cost/findings/finding-example.ts';
import { judgeByRules } from '../../../src/cost/findings/judge-example.ts';
import type { Finding } from '../../../src/cost/findings/judge-resource.ts';
import { FINDINGS } from '../../../src/cost/findings/registry.generated.ts';
import type { ExampleRow } from '../../../src/cost/models/cost-example.ts';
import type { CostModel } from '../../../src/cost/models/define-cost-model.ts';
import { COST_MODELS } from '../../../src/cost/models/registry.generated.ts';
import { decimal, sumOf, ZERO, type Decimal } from '../../../src/cost/money/decimal.ts';

interface Kind {
  readonly kind: string;
  readonly rules: FindingRule[];
  readonly wasteful: FindingExample[];
  readonly model: CostModel | undefined;
}

const KINDS = new Map<string, Kind>();
for (const loader of Object.values(FINDINGS)) {
  // One after the other: Jest cannot load modules with a shared import at the same time.
  const rule = await loader.rule();
  const wasteful = (await loader.examples()).filter(({ verdict }) => verdict === 'yes');
  const model = await COST_MODELS[rule.kind]?.model();
  const { kind } = rule;
  const its = KINDS.get(kind) ?? { kind, rules: [], wasteful: [], model };
  its.rules.push(rule);
  its.wasteful.push(...wasteful);
  KINDS.set(kind, its);
}

/** A resource with the faults of two examples, at a random cost by the bill, or at list prices. */
interface Wasteful {
  readonly of: Kind;
  readonly example: FindingExample;
}

function withBoth(one: FindingExample, other: FindingExample, billed?: string): FindingExample {
  const rows = new Map(
    [...(other.rows ?? []), ...(one.rows ?? [])].map((row) => [rowKey(row), row]),
  );
  return {
    ...{ ...other, ...one },
    resource: {
      ...{ ...other.resource, ...one.resource },
      tags: { ...other.resource.tags, ...one.resource.tags },
      properties: { ...other.resource.properties, ...one.resource.properties },
    },
    usage: { ...other.usage, ...one.usage },
    related: { ...other.related, ...one.related },
    monthlyUsage: { ...other.monthlyUsage, ...one.monthlyUsage },
    settings: { ...other.settings, ...one.settings },
    rows: [...rows.values()],
    spot: one.spot ?? other.spot ?? [],
    ...(billed !== undefined && { billed }),
  };
}

/** Two prices for one product are none. */
function rowKey({ service, family, attributes }: ExampleRow): string {
  return JSON.stringify([service, family, Object.entries(attributes).sort()]);
}

const wasteful: fc.Arbitrary<Wasteful> = fc.constantFrom(...KINDS.values()).chain((of) =>
  fc
    .record({
      one: fc.constantFrom(...of.wasteful),
      other: fc.constantFrom(...of.wasteful),
      billed: fc.option(fc.integer({ min: 0, max: 1_000_000 }), { nil: undefined }),
    })
    .map(({ one, other, billed }) => ({
      of,
      example: withBoth(one, other, billed === undefined ? undefined : String(billed / 100)),
    })),
);
const estates = fc.array(wasteful, { minLength: 2, maxLength: 12 });
const advice = fc.array(
  fc.record({
    id: fc.uuid(),
    source: fc.constantFrom('cost-optimization-hub', 'compute-optimizer', 'rightsizing'),
    change: fc.constantFrom(...CHANGES),
    monthly: fc.integer({ min: 0, max: 20_000 }).map(decimal),
  }),
  { maxLength: 4 },
);

interface Saved {
  readonly cost: Decimal;
  readonly saved: Decimal;
}

/** What the findings of a resource with a known cost save together. */
function savedBy(findings: readonly Finding[]): Saved | undefined {
  const found = findings.flatMap(({ found: one }) =>
    one === undefined || 'unknown' in one.own ? [] : [{ own: one.own, counted: one.counted }],
  );
  const [first] = found;
  if (first === undefined) return undefined;
  return { cost: first.own.cost, saved: sumOf(found.map(({ counted }) => counted)) };
}

describe('the savings of an estate whose resources have several findings', () => {
  test('never exceed its cost, of each resource and in total', () => {
    let overlapping = 0;
    fc.assert(
      fc.property(estates, (estate) => {
        const all = estate.flatMap(({ of, example }) => {
          const findings = judgeByRules(of.rules, of.kind, example, of.model);
          overlapping += findings.filter(({ found }) => (found?.overlaps.length ?? 0) > 0).length;
          return savedBy(findings) ?? [];
        });

        for (const { saved, cost } of all) expect(saved >= ZERO && saved <= cost).toBe(true);
        const total = (part: keyof Saved): Decimal => sumOf(all.map((one) => one[part]));
        expect(total('saved') <= total('cost')).toBe(true);
      }),
    );
    // Otherwise the property would hold by itself.
    expect(overlapping).toBeGreaterThan(20);
  });

  test('never exceed it with the advice of AWS on the same resources', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(wasteful, advice), { maxLength: 8 }), (estate) => {
        const all = estate.flatMap(([{ of, example }, advised]) => {
          const findings = judgeByRules(of.rules, of.kind, example, of.model);
          const own = savedBy(findings);
          if (own === undefined) return [];
          const ours = findings.flatMap(({ id, found }) =>
            found === undefined ? [] : [{ id, change: found.change, counted: found.counted }],
          );
          const resource = { cost: own.cost, findings: ours, setAside: [] };
          const counted = [...countAdvice(resource, advised).values()].map((one) => one.counted);
          return { cost: own.cost, saved: sumOf([own.saved, ...counted]) };
        });

        for (const { saved, cost } of all) expect(saved <= cost).toBe(true);
        const total = (part: keyof Saved): Decimal => sumOf(all.map((one) => one[part]));
        expect(total('saved') <= total('cost')).toBe(true);
      }),
    );
  });
});
