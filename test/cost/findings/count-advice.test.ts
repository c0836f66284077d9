import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { countAdvice, type AdvisedSaving } from '../../../src/cost/findings/count-advice.ts';
import { CHANGES, type Change } from '../../../src/cost/findings/finding.ts';
import {
  decimal,
  dividedBy,
  sumOf,
  times,
  ZERO,
  type Decimal,
} from '../../../src/cost/money/decimal.ts';

const COST = decimal(100);

function advice(
  change: Change,
  monthly: number | undefined,
  source = 'compute-optimizer',
): AdvisedSaving {
  const saving = monthly === undefined ? undefined : decimal(monthly);
  return { id: `${source} ${change}`, source, change, monthly: saving };
}

function ours(change: Change, counted: number): { id: string; change: Change; counted: Decimal } {
  return { id: `ours ${change}`, change, counted: decimal(counted) };
}

describe('what of AWS’s advice counts beside our findings', () => {
  const nothing = { cost: COST, findings: [], setAside: [] };

  test.each<[string, Parameters<typeof countAdvice>, readonly number[]]>([
    ['alone, all of it', [nothing, [advice('end', 80)]], [80]],
    ['alone, never above the cost', [nothing, [advice('end', 180)]], [100]],
    [
      'nothing if a finding proposes the same',
      [{ ...nothing, findings: [ours('end', 70)] }, [advice('end', 90)]],
      [0],
    ],
    [
      'nothing if a finding proposes more',
      [{ ...nothing, findings: [ours('end', 100)] }, [advice('reduce', 40)]],
      [0],
    ],
    [
      'what a stronger change saves above the findings',
      [{ ...nothing, findings: [ours('reduce', 30), ours('spot', 5)] }, [advice('end', 90)]],
      [55],
    ],
    [
      'that of one source: the Hub before the others',
      [
        nothing,
        [
          advice('end', 90, 'rightsizing'),
          advice('reduce', 40, 'cost-optimization-hub'),
          advice('end', 80),
        ],
      ],
      [0, 40, 0],
    ],
    [
      'that of the next source if the first tells no saving',
      [nothing, [advice('end', undefined, 'cost-optimization-hub'), advice('end', 80)]],
      [0, 80],
    ],
    ['nothing without a known cost', [{ ...nothing, cost: undefined }, [advice('end', 80)]], [0]],
    [
      'nothing if people have set the same change aside',
      [{ ...nothing, setAside: ['end'] }, [advice('end', 80), advice('reduce', 20)]],
      [0, 20],
    ],
  ])('%s', (_, [resource, given], expected) => {
    const counted = countAdvice(resource, given);

    expect(given.map(({ id }) => counted.get(id)?.counted)).toEqual(expected.map(decimal));
  });

  test('it names what has the same saving', () => {
    const given = [advice('end', 80, 'cost-optimization-hub'), advice('end', 90)];

    const counted = countAdvice({ ...nothing, findings: [ours('reduce', 30)] }, given);

    expect([...counted.values()].map(({ overlaps }) => overlaps)).toEqual([
      ['ours reduce'],
      ['ours reduce', 'cost-optimization-hub end'],
    ]);
  });

  test('findings and advice together never save more than the resource costs', () => {
    const amount = fc.integer({ min: 0, max: 500 }).map(decimal);
    const change = fc.constantFrom(...CHANGES);
    const source = fc.constantFrom('cost-optimization-hub', 'compute-optimizer', 'rightsizing');
    const saving = fc.record({ id: fc.uuid(), source, change, monthly: amount });
    const finding = fc.record({ id: fc.uuid(), change, counted: fc.constant(ZERO) });
    fc.assert(
      fc.property(
        ...[amount, fc.array(saving), fc.array(finding, { maxLength: 3 }), fc.nat(100)],
        (cost, given, found, percent) => {
          const all = times(cost, dividedBy(decimal(percent), decimal(100)));
          const share = dividedBy(all, decimal(Math.max(1, found.length)));
          const findings = found.map((one) => ({ ...one, counted: share }));

          const counted = countAdvice({ cost, findings, setAside: [] }, given);

          const own = sumOf(findings.map((one) => one.counted));
          const aws = sumOf([...counted.values()].map((one) => one.counted));
          expect(aws >= ZERO && own + aws <= (own > cost ? own : cost)).toBe(true);
        },
      ),
    );
  });
});
