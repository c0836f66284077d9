import type { z } from 'zod';
import type { RegionPrices } from '../prices/price-book.ts';
import { UsageChecks, type Check, type Doubt } from './check.ts';
import type { Change, FindingType, Level, Remedy } from './finding.ts';
import type { InstanceTypes } from './instance-types.ts';
import type { SavingOf } from './saving.ts';
import { LEAST_POINTS } from './shared-thresholds.ts';
import {
  valued,
  type NumberThreshold,
  type Threshold,
  type ThresholdValues,
  type Valued,
} from './threshold.ts';
import type { UsageByName, WindowUsage } from './window-usage.ts';

/** A resource of the store that rules look at. */
export interface JudgedResource {
  readonly kind: string;
  readonly account: string;
  readonly region: string;
  readonly id: string;
  readonly arn: string | null;
  readonly name: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** As AWS names them. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Since when the store has it as it is now. Milliseconds since the Unix epoch. */
  readonly unchangedSince: number;
}

/** Other resources that a verdict depends on: those with these identifiers, or those that contain a text. */
export interface RelatedNeed<Properties> {
  readonly kind: string;
  /** As the store has them in `id`. */
  readonly ids?: (properties: Properties) => readonly string[];
  /** Those that related resources of this name have: the members of a group. */
  readonly through?: {
    readonly name: string;
    /** @param properties of the related resource, as AWS names them */
    ids(properties: Readonly<Record<string, unknown>>): readonly string[];
  };
  /** All resources of the kind, account and region whose properties contain this text: who names it? */
  readonly containing?: (properties: Properties) => string | undefined;
  /** Their usage, by names of `defineUsage`; it has no percentiles. @default none */
  readonly usage?: readonly string[];
}

/** A related resource as the store has it. */
export interface RelatedResource {
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly usage: UsageByName;
}

/** What the store has of related resources. */
export interface RelatedResources {
  readonly found: readonly RelatedResource[];
  /** Whether all resources of the kind were read there: only then is one that is missing gone. */
  readonly isComplete: boolean;
}

/** What a rule has besides the resource's properties. */
export interface JudgeContext<UsageName extends string, RelatedName extends string, Limits> {
  readonly resource: JudgedResource;
  /** Of the resource. Undefined: not read. */
  readonly usage: Readonly<Record<UsageName, WindowUsage | undefined>>;
  /** The thresholds as the settings have them. */
  readonly limit: Limits;
  readonly check: UsageChecks;
  readonly related: Readonly<Record<RelatedName, RelatedResources>>;
  /** Undefined: the region has no price book. */
  readonly prices: RegionPrices | undefined;
  /** The instance types that the region's price list has. */
  readonly types: InstanceTypes;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** What follows when all checks are met. */
export interface Opportunity {
  /** For a person, in one sentence: `CPU is at most 3 % …`. */
  readonly description: string;
  readonly remedy: Remedy;
  readonly saving: SavingOf;
  /** The least share of the resource's cost that it must save: below it, the verdict is no. @default none */
  readonly leastShare?: Valued<NumberThreshold>;
  /** @default the rule's */
  readonly change?: Change;
  readonly effort?: Level;
  readonly risk?: Level;
}

/** The judgement of a rule about a resource; undefined when it is not about this resource. */
export interface Judgement {
  readonly checks: readonly Check[];
  /** Asked for only when all checks are met. A doubt takes the verdict back. */
  found(): Opportunity | Doubt;
}

/** A rule: which resources waste money, how that is known, and what to do. */
export interface FindingDefinition<
  Schema extends z.ZodType,
  UsageName extends string,
  Thresholds extends Readonly<Record<string, Threshold>>,
  Related extends Readonly<Record<string, RelatedNeed<z.output<Schema>>>>,
> {
  /** Never changes: findings are dismissed by it. `ec2-idle-instance` */
  readonly name: string;
  /** `Idle EC2 instance` */
  readonly title: string;
  readonly kind: string;
  /** The short name of the service, as metrics have it: `EC2`. */
  readonly service: string;
  readonly type: FindingType;
  readonly change: Change;
  readonly effort: Level;
  readonly risk: Level;
  /** What the rule rests on, for the docs: AWS's page. */
  readonly see: string;
  readonly properties: Schema;
  /** The usage that the rule needs, by the names of the kind's `defineUsage`. @default none */
  readonly usage?: readonly UsageName[];
  /** Of the usage, what it needs the 95th or 99th percentile of; others have none. @default none */
  readonly percentiles?: readonly NoInfer<UsageName>[];
  readonly thresholds?: Thresholds;
  readonly related?: Related;
  /** It asks since when the resource is as it is: `unchangedSince`. @default false */
  readonly asksHistory?: boolean;
  judge(
    properties: z.output<Schema>,
    context: JudgeContext<
      UsageName,
      keyof Related & string,
      { readonly [Name in keyof Thresholds]: Valued<Thresholds[Name]> }
    >,
  ): Judgement | undefined;
}

/** A rule, whatever its types. */
export interface FindingRule extends Pick<
  FindingDefinition<z.ZodType, string, Record<string, Threshold>, never>,
  | 'name'
  | 'title'
  | 'kind'
  | 'service'
  | 'type'
  | 'change'
  | 'effort'
  | 'risk'
  | 'see'
  | 'properties'
> {
  readonly usage: readonly string[];
  readonly percentiles: readonly string[];
  readonly thresholds: readonly Threshold[];
  readonly asksHistory: boolean;
  readonly related: readonly {
    readonly name: string;
    readonly kind: string;
    readonly usage: readonly string[];
  }[];
  /** Which related resources this one needs; none when its properties cannot be read. */
  relatedOf(properties: Readonly<Record<string, unknown>>): readonly RelatedQuestion[];
  /** @returns undefined when the rule is not about this resource */
  judge(given: RuleInputs): Judgement | undefined;
}

/** Which resources are asked for. */
export interface RelatedQuestion {
  readonly name: string;
  readonly kind: string;
  readonly ids: readonly string[];
  readonly containing: string | undefined;
  readonly through: RelatedNeed<never>['through'] | undefined;
}

/** What a rule is given, by any rule's names. */
export interface RuleInputs {
  readonly resource: JudgedResource;
  /** By names of `defineUsage`. */
  readonly usage: UsageByName;
  /** Why the usage was not read. */
  readonly usageProblem?: string | undefined;
  readonly thresholds: ThresholdValues;
  readonly related: Readonly<Record<string, RelatedResources>>;
  readonly prices: RegionPrices | undefined;
  readonly types: InstanceTypes;
  readonly now: number;
}

/** Where related resources of a rule stand: two rules of a kind may use the same name. */
export function relatedKey({ name: rule }: Pick<FindingRule, 'name'>, name: string): string {
  return `${rule}/${name}`;
}

const NONE = {};
const NOT_READ: RelatedResources = { found: [], isComplete: false };

/** Creates a rule from its definition. */
export function defineFinding<
  Schema extends z.ZodType,
  const UsageName extends string,
  const Thresholds extends Readonly<Record<string, Threshold>>,
  Related extends Readonly<Record<string, RelatedNeed<z.output<Schema>>>>,
>(definition: FindingDefinition<Schema, UsageName, Thresholds, Related>): FindingRule {
  const { properties, thresholds, related, asksHistory = false, ...facts } = definition;
  const { usage = [], percentiles = [] } = definition;
  const needs = Object.entries(related ?? {});
  // The same for all resources of an evaluation.
  let held: HeldLimits<Thresholds> | undefined;
  const limitsFor = (values: ThresholdValues): HeldLimits<Thresholds> => {
    if (held?.values === values) return held;
    const leastPoints = valued(LEAST_POINTS, values);
    held = { values, limit: limitsOf(thresholds, values), leastPoints };
    return held;
  };
  return {
    ...facts,
    properties,
    ...{ usage, percentiles, asksHistory },
    thresholds: Object.values(thresholds ?? {}),
    related: needs.map(([name, need]) => ({ name, kind: need.kind, usage: need.usage ?? [] })),
    relatedOf(given) {
      const parsed = needs.length === 0 ? undefined : parsedOnce(properties, given);
      if (parsed?.success !== true) return [];
      return needs.map(([name, { kind, ids, containing, through }]) => ({
        name,
        kind,
        through,
        ids: ids?.(parsed.data) ?? [],
        containing: containing?.(parsed.data),
      }));
    },
    judge(inputs) {
      const parsed = parsedOnce(properties, inputs.resource.properties);
      if (!parsed.success) return unreadable(parsed.error);
      const { limit, leastPoints } = limitsFor(inputs.thresholds);
      // Written out: it is made for each rule and resource.
      return definition.judge(parsed.data, {
        resource: inputs.resource,
        prices: inputs.prices,
        types: inputs.types,
        now: inputs.now,
        limit,
        usage: inputs.usage,
        check: new UsageChecks(leastPoints, inputs.usageProblem),
        related: relatedByName(definition.name, related, inputs.related),
      });
    },
  };
}

interface HeldLimits<Thresholds extends Readonly<Record<string, Threshold>>> {
  readonly values: ThresholdValues;
  readonly limit: ReturnType<typeof limitsOf<Thresholds>>;
  readonly leastPoints: Valued<typeof LEAST_POINTS>;
}

/** By the properties of a resource and the schema: the rules of a kind share schemas. */
const parsedProperties = new WeakMap<object, Map<z.ZodType, unknown>>();

function parsedOnce<Schema extends z.ZodType>(
  schema: Schema,
  properties: Readonly<Record<string, unknown>>,
): z.ZodSafeParseResult<z.output<Schema>> {
  const known = parsedProperties.get(properties) ?? new Map<z.ZodType, unknown>();
  parsedProperties.set(properties, known);
  const found = known.get(schema);
  if (found !== undefined) return found as z.ZodSafeParseResult<z.output<Schema>>; // of this schema
  const parsed = schema.safeParse(properties);
  known.set(schema, parsed);
  return parsed;
}

/** Properties of other types than AWS documents decide nothing. */
function unreadable({ issues: [issue] }: z.ZodError): Judgement {
  const name = issue?.path.join('.') ?? '';
  const doubt: Doubt = {
    reason: 'no-property',
    detail: `${name}: ${issue?.message ?? 'not as expected'}`,
  };
  const evidence = { metric: name, statistic: 'property', value: null, isMet: null };
  return { checks: [{ evidence, doubt }], found: () => doubt };
}

function limitsOf<Thresholds extends Readonly<Record<string, Threshold>>>(
  thresholds: Thresholds | undefined,
  values: ThresholdValues,
): { readonly [Name in keyof Thresholds]: Valued<Thresholds[Name]> } {
  const own = Object.entries(thresholds ?? {}).map(([name, one]) => [name, valued(one, values)]);
  return Object.fromEntries(own) as { [Name in keyof Thresholds]: Valued<Thresholds[Name]> }; // the same names
}

function relatedByName<Related extends object>(
  rule: string,
  names: Related | undefined,
  found: RuleInputs['related'],
): Readonly<Record<keyof Related & string, RelatedResources>> {
  if (names === undefined) return NONE as Record<keyof Related & string, RelatedResources>; // no names
  const own = Object.keys(names).map((name) => [
    name,
    found[relatedKey({ name: rule }, name)] ?? NOT_READ,
  ]);
  return Object.fromEntries(own) as Record<keyof Related & string, RelatedResources>; // the same names
}
