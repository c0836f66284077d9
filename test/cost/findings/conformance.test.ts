import { describe, expect, test } from '@jest/globals';
import { isObjectKind, loadKind } from '../../../src/core/exporters/registry.ts';
import { ACCOUNT_SUBJECTS } from '../../../src/cost/findings/account-subject.ts';
import type { FindingRule } from '../../../src/cost/findings/define-finding.ts';
import type { FindingExample } from '../../../src/cost/findings/finding-example.ts';
import { judgeExample } from '../../../src/cost/findings/judge-example.ts';
import type { Finding } from '../../../src/cost/findings/judge-resource.ts';
import { FINDINGS } from '../../../src/cost/findings/registry.generated.ts';
import type { CostModel } from '../../../src/cost/models/define-cost-model.ts';
import { COST_MODELS } from '../../../src/cost/models/registry.generated.ts';
import { decimalText } from '../../../src/cost/money/decimal.ts';

interface Found {
  readonly rule: FindingRule;
  readonly examples: readonly FindingExample[];
  readonly model: CostModel | undefined;
}

const FOUND: Found[] = [];
for (const loader of Object.values(FINDINGS)) {
  // One after the other: Jest cannot load modules with a shared import at the same time.
  const rule = await loader.rule();
  const model = await COST_MODELS[rule.kind]?.model();
  FOUND.push({ rule, examples: await loader.examples(), model });
}

/** Properties that AWS gives without declaring them: they are passed through. */
const PASSED_THROUGH: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::Instance': ['InstanceLifecycle'],
  'AWS::RDS::DBInstance': [
    'ReadReplicaSourceDBInstanceIdentifier',
    'ReadReplicaSourceDBClusterIdentifier',
    'MaxAllocatedStorage',
  ],
};

async function propertiesOf(kind: string): Promise<readonly string[]> {
  const subject = ACCOUNT_SUBJECTS[kind];
  if (subject !== undefined) return Object.keys(subject.shape);
  if (!isObjectKind(kind)) throw new Error('not a kind');
  return Object.keys((await loadKind(kind)).schema.shape);
}

function told(finding: Finding | undefined): Pick<FindingExample, 'verdict' | 'reason' | 'saving'> {
  const own = finding?.found?.own;
  return {
    verdict: finding?.verdict ?? 'none',
    ...(finding?.doubt !== undefined && { reason: finding.doubt.reason }),
    ...(own !== undefined && { saving: 'unknown' in own ? 'unknown' : decimalText(own.monthly) }),
  };
}

function expected({ verdict, reason, saving }: FindingExample): ReturnType<typeof told> {
  return {
    verdict,
    ...(reason !== undefined && { reason }),
    ...(saving !== undefined && { saving }),
  };
}

test('there are rules', () => {
  expect(FOUND.length).toBeGreaterThan(0);
});

describe.each(FOUND)('the rule $rule.name', ({ rule, examples, model }) => {
  test('is of a kind that Longshore reads, and so are the resources that it depends on', () => {
    for (const kind of [rule.kind, ...rule.related.map((one) => one.kind)]) {
      const isKnown = isObjectKind(kind) || kind in ACCOUNT_SUBJECTS;
      expect([kind, isKnown]).toEqual([kind, true]);
    }
  });

  test('has an example for yes, and one for no or none', () => {
    const verdicts = new Set(examples.map(({ verdict }) => verdict));
    expect(verdicts).toContain('yes');
    expect(verdicts.has('no') || verdicts.has('none')).toBe(true);
  });

  if (Object.keys(rule.usage).length > 0) {
    test('has an example for unknown', () => {
      expect(examples.map(({ verdict }) => verdict)).toContain('unknown');
    });
  }

  describe.each(examples)('$title', (example) => {
    test('has the verdict and the saving that were worked out by hand', () => {
      expect(told(judgeExample(rule, example, model))).toEqual(expected(example));
    });

    test('has properties that AWS gives for the kind', async () => {
      const known = [...(await propertiesOf(rule.kind)), ...(PASSED_THROUGH[rule.kind] ?? [])];
      const { properties } = example.resource;
      expect(Object.keys(properties).filter((name) => !known.includes(name))).toEqual([]);
    });

    test('never says yes without the usage that it needs', () => {
      const usage = Object.fromEntries(
        Object.entries(example.usage ?? {}).map(([name, one]) => [
          name,
          { ...one, points: 1, known: 1 },
        ]),
      );
      const finding = judgeExample(rule, { ...example, usage }, model);
      if (Object.keys(example.usage ?? {}).length > 0 && rule.type === 'idle') {
        expect(finding?.verdict).not.toBe('yes');
      }
    });

    test('tells what to do, and on what the verdict rests', () => {
      const finding = judgeExample(rule, example, model);
      if (finding === undefined) return;
      expect(finding.checks).not.toEqual([]);
      if (finding.verdict === 'unknown') expect(finding.doubt?.detail).not.toBe('');
      if (finding.found === undefined) return;
      expect(finding.found.description).toMatch(/^[A-Z].*\.$/);
      expect(finding.found.remedy.title).not.toBe('');
      expect(finding.found.confidence).toBeGreaterThan(0);
      expect(finding.found.confidence).toBeLessThanOrEqual(1);
    });
  });
});
