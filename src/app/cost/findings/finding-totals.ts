import { z } from 'zod';
import type { FindingRule } from '../../../cost/findings/define-finding.ts';
import { decimal, ZERO, type Decimal } from '../../../cost/money/decimal.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';
import type { RulesByKind } from './load-rules.ts';

/** Findings as metrics have them. A member is missing where nothing was decided: unknown is not 0. */
export interface FindingTotals {
  /** US dollars a month, by service: open savings, each counted once. */
  readonly waste: ReadonlyMap<string, Decimal>;
  /** Open opportunities, by type. */
  readonly opportunities: ReadonlyMap<string, number>;
  /** Resources with an open finding of type `idle`, by service. */
  readonly idle: ReadonlyMap<string, number>;
  /** Resources with an open finding of type `rightsizing`, by service. */
  readonly underutilized: ReadonlyMap<string, number>;
  readonly unknown: readonly UnknownTotal[];
  /** Places whose findings could not be evaluated again. */
  readonly stalePlaces: number;
  /** The oldest evaluation, in milliseconds since the Unix epoch; undefined before the first. */
  readonly evaluatedAt: number | undefined;
}

/** Open verdicts of a service that are open for one reason. */
export interface UnknownTotal {
  readonly service: string;
  readonly reason: string;
  readonly findings: number;
}

const text = z.string();
const maybe = z.string().nullable();
const count = z.coerce.number();
const Waste = z.tuple([text, maybe]);
const Counted = z.tuple([text, count]);
const CountedOfType = z.tuple([text, text, count]);
const Stale = z.tuple([count, maybe]);

/** Ours, and what only AWS says. */
const OPEN = `from optimization_opportunities where state = 'open' and verdict = 'yes'
    and (advisor = 'longshore' or monthly_saving > 0)`;
const UNKNOWN = "from findings where verdict = 'unknown'";

/** The findings of the store in numbers. */
export async function findingTotals(
  reader: Pick<Store, 'query'>,
  rules: RulesByKind,
  signal: AbortSignal,
): Promise<FindingTotals> {
  const ask = (sql: string): ReturnType<typeof allRows> => allRows(reader, sql, signal);
  const waste = await ask(
    `select service, sum(monthly_saving) ${OPEN} and currency = 'USD' group by service`,
  );
  const types = await ask(`select type, count(*) ${OPEN} group by type`);
  const resources = await ask(
    `select service, type, count(*) from (select distinct service, type, account_id, region, resource_ids ${OPEN})
       as resources where type in ('idle', 'rightsizing') group by service, type`,
  );
  const unknown = await ask(
    `select service, reason, count(*) ${UNKNOWN} group by service, reason order by service, reason`,
  );
  const [ages] = await ask(
    `select sum(case when stale is not null then 1 else 0 end), min(evaluated_at) from finding_scopes
     having count(*) > 0`,
  );
  const decided = await decidedRules(ask, rules);
  const [stalePlaces, evaluatedAt] = ages === undefined ? [0, null] : Stale.parse(ages);
  const ofType = (wanted: string): ReadonlyMap<string, number> => {
    const own = decided.filter(({ rule: { type } }) => type === wanted);
    const found = resources
      .map((row) => CountedOfType.parse(row))
      .flatMap(([service, type, number]) => (type === wanted ? [[service, number] as const] : []));
    return new Map([...zeros(own, ({ service }) => service, 0), ...found]);
  };
  return {
    waste: new Map([
      ...zeros(decided, ({ service }) => service, ZERO),
      ...wasteOf(waste.map((row) => Waste.parse(row))),
    ]),
    opportunities: new Map([
      ...zeros(decided, ({ type }) => type, 0),
      ...types.map((row) => Counted.parse(row)),
    ]),
    idle: ofType('idle'),
    underutilized: ofType('rightsizing'),
    unknown: unknown.map((row) => {
      const [service, reason, findings] = CountedOfType.parse(row);
      return { service, reason, findings };
    }),
    stalePlaces,
    evaluatedAt: evaluatedAt === null ? undefined : Date.parse(evaluatedAt),
  };
}

/** A service whose savings are all unknown has no figure. */
function* wasteOf(
  rows: readonly z.output<typeof Waste>[],
): Generator<readonly [string, Decimal], void> {
  for (const [service, sum] of rows) if (sum !== null) yield [service, decimal(sum)];
}

/** A rule that was evaluated, and whether it has decided anything. */
interface EvaluatedRule {
  readonly rule: FindingRule;
  readonly isDecided: boolean;
}

/**
 * The rules whose resources were evaluated. One that has no verdict about any of them has decided nothing: its metric
 * is no zero.
 */
async function decidedRules(
  ask: (sql: string) => ReturnType<typeof allRows>,
  rules: RulesByKind,
): Promise<readonly EvaluatedRule[]> {
  const scopes = await ask(
    'select kind, sum(resources) from finding_scopes where evaluated_at is not null group by kind',
  );
  const open = new Map(
    (await ask(`select rule, count(*) ${UNKNOWN} group by rule`)).map((row) => Counted.parse(row)),
  );
  return scopes.flatMap((row) => {
    const [kind, resources] = Counted.parse(row);
    return (rules.get(kind) ?? []).map((rule) => ({
      rule,
      isDecided: resources === 0 || (open.get(rule.name) ?? 0) < resources,
    }));
  });
}

/** 0 for each group all of whose rules have decided. */
function zeros<Zero>(
  evaluated: readonly EvaluatedRule[],
  groupOf: (rule: FindingRule) => string,
  zero: Zero,
): ReadonlyMap<string, Zero> {
  const groups = new Map<string, Zero>();
  const undecided = new Set(
    evaluated.filter(({ isDecided }) => !isDecided).map(({ rule }) => groupOf(rule)),
  );
  for (const { rule } of evaluated) {
    if (!undecided.has(groupOf(rule))) groups.set(groupOf(rule), zero);
  }
  return groups;
}
