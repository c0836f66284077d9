import { z } from 'zod';
import { decimal, decimalText, plus, ZERO, type Decimal } from '../../../cost/money/decimal.ts';
import { queryRows } from '../../../cost/usage/query-rows.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { sharedText } from '../shared-sql.ts';
import type { ChargePeriod } from './charge-period.ts';
import { periodSql } from './charge-report.ts';
import { chargeSources, type ChargeSources } from './charge-sources.ts';

/** What the cost of containers is grouped by, besides tags. */
export const CONTAINER_GROUPS = ['namespace', 'cluster', 'workload', 'node', 'container'] as const;
type NamedGroup = (typeof CONTAINER_GROUPS)[number];
export type ContainerGroup = NamedGroup | { readonly tag: string };

/**
 * Tags that AWS gives to pods and tasks. CUR 2.0 writes their colons as underscores.
 *
 * @see https://docs.aws.amazon.com/cur/latest/userguide/split-cost-allocation-data.html
 */
const TAGS: Readonly<Record<'namespace' | 'cluster' | 'workload', readonly string[]>> = {
  namespace: ['aws:eks:namespace', 'aws_eks_namespace'],
  cluster: ['aws:eks:cluster-name', 'aws_eks_cluster_name', 'aws:ecs:clusterName', 'aws_ecs_cluster_name'],
  workload: ['aws:eks:workload-name', 'aws_eks_workload_name', 'aws:ecs:serviceName', 'aws_ecs_service_name'],
}; // prettier-ignore
const TAG = 'tag:';
/** `arn:aws:eks:eu-west-1:210000000001:pod/CLUSTER/NAMESPACE/NAME/UID` */
const POD = /:pod\/(?<cluster>[^/]+)\/(?<namespace>[^/]+)\/(?<name>[^/]+)/;
/** `arn:aws:ecs:eu-west-1:210000000001:task/CLUSTER/ID` */
const TASK = /:task\/(?<cluster>[^/]+)\//;

/** Groups of one report: further ones are added up. */
const MOST_GROUPS = 100_000;

export interface ContainerQuestion {
  readonly period: ChargePeriod;
  readonly group: ContainerGroup;
}

/** What containers cost. Basis: EffectiveCost of their nodes, in one currency. */
export interface ContainerAmounts {
  /** For what they used, or reserved. */
  readonly used: Decimal;
  /** Their part of what no container used. */
  readonly unused: Decimal;
}

/** The containers of one group. */
export interface ContainerRow extends ContainerAmounts {
  /** Undefined for containers without such a value. */
  readonly name: string | undefined;
  readonly currency: string;
}

/** What of the nodes is split, in one currency. */
export interface NodeTotal {
  readonly currency: string;
  readonly nodes: number;
  /** EffectiveCost of the nodes' instance hours. */
  readonly cost: Decimal;
  /** The part of it that containers on these nodes have. */
  readonly split: Decimal;
}

export interface ContainerReport extends ChargeSources {
  readonly question: ContainerQuestion;
  /** The greatest cost first. */
  readonly rows: readonly ContainerRow[];
  /** By currency: the cost of all groups beyond the most that are kept. */
  readonly others: ReadonlyMap<string, ContainerAmounts>;
  readonly nodes: readonly NodeTotal[];
}

const maybe = z.string().nullable();
const Row = z.tuple([z.string(), maybe, maybe, maybe, maybe, maybe]);

/**
 * What containers of EKS and ECS cost, by the split cost allocation data of Cost and Usage Reports. The charges of the
 * nodes stay as they are: this divides them, and adds nothing to the bill.
 *
 * @param mostGroups that are kept; what is left over is in `others`
 */
export async function containerReport(
  reader: Pick<StoreReader, 'query'>,
  question: ContainerQuestion,
  signal: AbortSignal,
  mostGroups = MOST_GROUPS,
): Promise<ContainerReport> {
  const condition = periodSql(question.period);
  const isSplit = 'x_SplitCost is not null';
  const sql = `select BillingCurrency, ResourceId, x_SplitParentId, ${tagSql(question.group)},
      sum(x_SplitCost) as used, sum(x_SplitUnusedCost) as unused
    from charges where ${condition} and ${isSplit} group by 1, 2, 3, 4
    order by coalesce(used, 0) + coalesce(unused, 0) desc, 1, 2, 3, 4`;
  const rows = new Map<string, ContainerRow>();
  const others = new Map<string, ContainerAmounts>();
  const onNodes = new Map<string, Decimal>();
  for await (const row of queryRows(reader, sql, signal)) {
    const [currency, resource, node, tag, used, unused] = Row.parse(row);
    const name = nameOf(question.group, { resource, node, tag });
    const key = JSON.stringify([currency, name]);
    const [more, rest] = [decimal(used ?? '0'), decimal(unused ?? '0')];
    if (rows.has(key) || rows.size < mostGroups) {
      rows.set(key, { name, currency, ...added(rows.get(key), more, rest) });
    } else {
      others.set(currency, added(others.get(currency), more, rest));
    }
    if (node === null) continue; // Fargate has no nodes
    onNodes.set(currency, plus(onNodes.get(currency) ?? ZERO, plus(more, rest)));
  }
  return {
    question,
    rows: [...rows.values()].sort(byCost),
    others,
    nodes: await nodeTotals(reader, condition, onNodes, signal),
    ...(await chargeSources(reader, `${condition} and ${isSplit}`, signal)),
  };
}

function added(
  known: ContainerAmounts | undefined,
  used: Decimal,
  unused: Decimal,
): ContainerAmounts {
  if (known === undefined) return { used, unused };
  return { used: plus(known.used, used), unused: plus(known.unused, unused) };
}

const NodeRow = z.tuple([z.string(), z.coerce.number(), z.string()]);

async function nodeTotals(
  reader: Pick<StoreReader, 'query'>,
  condition: string,
  onNodes: ReadonlyMap<string, Decimal>,
  signal: AbortSignal,
): Promise<readonly NodeTotal[]> {
  if (onNodes.size === 0) return [];
  // Only hours of instances are split (BoxUsage:, SpotUsage:, …), not the traffic of the same instance.
  const sql = `select BillingCurrency, count(distinct ResourceId), sum(EffectiveCost) from charges
    where ${condition} and x_UsageType like '%Usage:%' and ResourceId in
      (select x_SplitParentId from charges where ${condition} and x_SplitParentId is not null)
    group by 1 order by 1`;
  const totals: NodeTotal[] = [];
  for await (const row of queryRows(reader, sql, signal)) {
    const [currency, nodes, cost] = NodeRow.parse(row);
    totals.push({ currency, nodes, cost: decimal(cost), split: onNodes.get(currency) ?? ZERO });
  }
  return totals;
}

function tagSql(group: ContainerGroup): string {
  const keys = typeof group === 'object' ? [group.tag] : isTagged(group) ? TAGS[group] : [];
  if (keys.length === 0) return "''";
  return `coalesce(${keys.map((key) => `nullif(Tags[${sharedText(key)}], '')`).join(', ')})`;
}

function isTagged(group: NamedGroup): group is keyof typeof TAGS {
  return group in TAGS;
}

function nameOf(
  group: ContainerGroup,
  found: {
    readonly resource: string | null;
    readonly node: string | null;
    readonly tag: string | null;
  },
): string | undefined {
  const named = found.tag ?? undefined;
  if (typeof group === 'object') return named;
  const resource = found.resource ?? '';
  switch (group) {
    case 'container':
      return found.resource ?? undefined;
    case 'node':
      return found.node ?? undefined;
    case 'namespace':
      return named ?? POD.exec(resource)?.groups?.['namespace'];
    case 'cluster':
      return named ?? (POD.exec(resource) ?? TASK.exec(resource))?.groups?.['cluster'];
    case 'workload':
      return named ?? POD.exec(resource)?.groups?.['name'];
  }
}

function byCost(one: ContainerRow, other: ContainerRow): number {
  const [left, right] = [plus(one.used, one.unused), plus(other.used, other.unused)];
  if (left !== right) return left > right ? -1 : 1;
  return (one.name ?? '') < (other.name ?? '') ? -1 : 1;
}

/** @returns undefined for what is no group */
export function containerGroupOf(name: string): ContainerGroup | undefined {
  const named = CONTAINER_GROUPS.find((group) => group === name);
  if (named !== undefined) return named;
  const tag = name.startsWith(TAG) ? name.slice(TAG.length) : '';
  return tag === '' ? undefined : { tag };
}

export function containerGroupName(group: ContainerGroup): string {
  return typeof group === 'string' ? group : `${TAG}${group.tag}`;
}

/** For programs: amounts are exact texts. */
export function containerReportJson(report: ContainerReport): object {
  const { question, rows, others, nodes, sources, finalUntil } = report;
  const { from, to } = question.period;
  return {
    ...{ from, to, basis: 'EffectiveCost', groupBy: containerGroupName(question.group) },
    rows: rows.map(({ name = null, currency, used, unused }) => ({
      ...{ name, currency, used: decimalText(used), unused: decimalText(unused) },
      total: decimalText(plus(used, unused)),
    })),
    otherGroups: [...others].map(([currency, { used, unused }]) => ({
      ...{ currency, used: decimalText(used), unused: decimalText(unused) },
      total: decimalText(plus(used, unused)),
    })),
    nodes: nodes.map(({ currency, nodes: count, cost, split }) => ({
      ...{ currency, nodes: count, cost: decimalText(cost), split: decimalText(split) },
    })),
    sources,
    finalUntil,
  };
}
