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
/** `arn:aws:eks:eu-west-1:210000000001:pod/CLUSTER/NAMESPACE/NAME/UID` */
const POD = /:pod\/(?<cluster>[^/]+)\/(?<namespace>[^/]+)\/(?<name>[^/]+)/;
/** `arn:aws:ecs:eu-west-1:210000000001:task/CLUSTER/ID` */
const TASK = /:task\/(?<cluster>[^/]+)\//;

export interface ContainerQuestion {
  readonly period: ChargePeriod;
  readonly group: ContainerGroup;
}

/** What the containers of one group cost. Basis: EffectiveCost of their nodes, in one currency. */
export interface ContainerRow {
  /** Undefined for containers without such a value. */
  readonly name: string | undefined;
  readonly currency: string;
  /** For what they used, or reserved. */
  readonly used: Decimal;
  /** Their part of what no container used. */
  readonly unused: Decimal;
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
  readonly nodes: readonly NodeTotal[];
}

const maybe = z.string().nullable();
const Row = z.tuple([z.string(), maybe, maybe, maybe, maybe, maybe]);

/**
 * What containers of EKS and ECS cost, by the split cost allocation data of Cost and Usage Reports. The charges of the
 * nodes stay as they are: this divides them, and adds nothing to the bill.
 */
export async function containerReport(
  reader: Pick<StoreReader, 'query'>,
  question: ContainerQuestion,
  signal: AbortSignal,
): Promise<ContainerReport> {
  const condition = periodSql(question.period);
  const isSplit = 'x_SplitCost is not null';
  const sql = `select BillingCurrency, ResourceId, x_SplitParentId, ${tagSql(question.group)},
      sum(x_SplitCost), sum(x_SplitUnusedCost)
    from charges where ${condition} and ${isSplit} group by 1, 2, 3, 4`;
  const rows = new Map<string, ContainerRow>();
  const onNodes = new Map<string, Decimal>();
  for await (const row of queryRows(reader, sql, signal)) {
    const [currency, resource, node, tag, used, unused] = Row.parse(row);
    const name = nameOf(question.group, { resource, node, tag });
    const key = JSON.stringify([currency, name]);
    const known = rows.get(key) ?? { name, currency, used: ZERO, unused: ZERO };
    const [more, rest] = [decimal(used ?? '0'), decimal(unused ?? '0')];
    rows.set(key, {
      ...known,
      used: plus(known.used, more),
      unused: plus(known.unused, rest),
    });
    if (node === null) continue; // Fargate has no nodes
    onNodes.set(currency, plus(onNodes.get(currency) ?? ZERO, plus(more, rest)));
  }
  return {
    question,
    rows: [...rows.values()].sort(byCost),
    nodes: await nodeTotals(reader, condition, onNodes, signal),
    ...(await chargeSources(reader, `${condition} and ${isSplit}`, signal)),
  };
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

export function containerGroupName(group: ContainerGroup): string {
  return typeof group === 'string' ? group : `tag:${group.tag}`;
}

/** For programs: amounts are exact texts. */
export function containerReportJson(report: ContainerReport): object {
  const { question, rows, nodes, sources, finalUntil } = report;
  const { from, to } = question.period;
  return {
    ...{ from, to, basis: 'EffectiveCost', groupBy: containerGroupName(question.group) },
    rows: rows.map(({ name = null, currency, used, unused }) => ({
      ...{ name, currency, used: decimalText(used), unused: decimalText(unused) },
      total: decimalText(plus(used, unused)),
    })),
    nodes: nodes.map(({ currency, nodes: count, cost, split }) => ({
      ...{ currency, nodes: count, cost: decimalText(cost), split: decimalText(split) },
    })),
    sources,
    finalUntil,
  };
}
