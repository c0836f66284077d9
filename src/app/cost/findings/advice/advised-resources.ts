import { z } from 'zod';
import { CHANGES, type Change } from '../../../../cost/findings/finding.ts';
import { decimal, plus, ZERO, type Decimal } from '../../../../cost/money/decimal.ts';
import { sqlText } from '../../../../cost/usage/query-rows.ts';
import { chunk } from '../../../../lib/chunk.ts';
import type { Store } from '../../../../store/store.ts';
import { allRows } from '../../../store/all-rows.ts';
import { stateAt, type FindingState } from '../finding-states.ts';
import type { StoredAdvice } from './stored-advice.ts';

/** Resources that one query names. */
const PER_QUERY = 500;

/** A resource of the store that AWS advises on. */
export interface KnownResource {
  readonly kind: string;
  readonly id: string;
  readonly arn: string | null;
  /** At list prices; undefined for none. */
  readonly listed: { readonly monthly: Decimal; readonly currency: string } | undefined;
  readonly findings: readonly KnownFinding[];
}

/** A finding of a resource that AWS advises on. */
export interface KnownFinding {
  readonly id: string;
  readonly change: Change;
  readonly isOpen: boolean;
  /** Undefined if not known. */
  readonly counted: Decimal | undefined;
  readonly currency: string | null;
}

const text = z.string();
const maybe = z.string().nullable();
const ResourceRow = z.tuple([text, text, maybe]);
const CostRow = z.tuple([text, text, maybe, text]);
const FindingRow = z.tuple([text, text, text, z.enum(CHANGES), maybe, maybe, text]);

interface Source {
  readonly store: Pick<Store, 'query'>;
  readonly account: string;
  readonly region: string;
  readonly states: ReadonlyMap<string, FindingState>;
  readonly now: number;
  readonly signal: AbortSignal;
}

/** What the store has of the resources that AWS advises on, by kind and key: `AWS::EC2::Instance i-1`. */
export async function advisedResources(
  advice: readonly StoredAdvice[],
  source: Source,
): Promise<ReadonlyMap<string, KnownResource>> {
  const { store, account, region, signal } = source;
  const found = new Map<string, KnownResource>();
  const named = advice.filter(({ key }) => key !== '');
  for (const part of chunk(named, PER_QUERY)) {
    const place = `account = ${sqlText(account)} and region in (${sqlText(region)}, 'global')`;
    const ids = listOf(part.map(({ key }) => key));
    const arns = listOf(part.flatMap(({ arn }) => arn ?? []));
    const sql = `select kind, id, arn from resources where ${place} and (id in (${ids}) or arn in (${arns}))`;
    const resources = (await allRows(store, sql, signal)).map((row) => ResourceRow.parse(row));
    if (resources.length === 0) continue;
    const own = `account = ${sqlText(account)} and region = ${sqlText(region)}
      and {id} in (${listOf(resources.map(([, id]) => id))})`;
    const costs = await listCosts(own.replace('{id}', 'id'), source);
    const findings = await findingsOf(own.replace('{id}', 'resource_id'), source);
    for (const [kind, id, arn] of resources) {
      const key = resourceKey(kind, id);
      const known = { kind, id, arn, listed: costs.get(key), findings: findings.get(key) ?? [] };
      found.set(key, known);
      if (arn !== null) found.set(resourceKey(kind, arn), known);
    }
  }
  return found;
}

/** The resource of a piece of advice; undefined if the store does not have it. */
export function resourceOf(
  { kind, key, arn }: StoredAdvice,
  resources: ReadonlyMap<string, KnownResource>,
): KnownResource | undefined {
  const byArn = arn === null ? undefined : resources.get(resourceKey(kind ?? '', arn));
  return byArn ?? resources.get(resourceKey(kind ?? '', key));
}

async function listCosts(
  where: string,
  { store, signal }: Source,
): Promise<ReadonlyMap<string, KnownResource['listed']>> {
  const sql = `select kind, id, currency, sum(monthly) from resource_costs
    where ${where} and reason is null group by kind, id, currency`;
  const costs = new Map<string, KnownResource['listed']>();
  for (const row of await allRows(store, sql, signal)) {
    const [kind, id, currency, monthly] = CostRow.parse(row);
    const key = resourceKey(kind, id);
    const before = costs.get(key);
    if (currency === null || (before !== undefined && before.currency !== currency)) continue;
    costs.set(key, { monthly: plus(before?.monthly ?? ZERO, decimal(monthly)), currency });
  }
  return costs;
}

async function findingsOf(
  where: string,
  { store, states, now, signal }: Source,
): Promise<ReadonlyMap<string, readonly KnownFinding[]>> {
  const sql = `select kind, resource_id, id, change, monthly_saving, currency, first_seen from findings
    where ${where} and verdict = 'yes' order by id`;
  const findings = new Map<string, KnownFinding[]>();
  for (const row of await allRows(store, sql, signal)) {
    const [kind, resourceId, id, change, saving, currency, firstSeen] = FindingRow.parse(row);
    const key = resourceKey(kind, resourceId);
    const own = findings.get(key) ?? [];
    findings.set(key, own);
    own.push({
      ...{ id, change, currency },
      isOpen: stateAt(states.get(id), Date.parse(firstSeen), now) === 'open',
      counted: saving === null ? undefined : decimal(saving),
    });
  }
  return findings;
}

function resourceKey(kind: string, idOrArn: string): string {
  return `${kind} ${idOrArn}`;
}

function listOf(values: readonly string[]): string {
  return values.length === 0 ? "''" : [...new Set(values)].map(sqlText).join(', ');
}
