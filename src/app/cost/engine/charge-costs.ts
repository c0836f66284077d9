import { z } from 'zod';
import type { ActualPeriod } from '../../../cost/engine/actual/actual-period.ts';
import { billName, BUCKET_SERVICE, bucketName } from '../../../cost/engine/actual/bill-names.ts';
import { chargedCosts, type DayCharge } from '../../../cost/engine/actual/charged-cost.ts';
import { dayOf, type CostResult } from '../../../cost/engine/results/cost-result.ts';
import { serviceCode } from '../../../cost/billing/service-codes.ts';
import { filterNames, parseFilters } from '../../../cost/engine/results/filters.ts';
import type { Grouping } from '../../../cost/engine/results/grouping.ts';
import type { Basis } from '../../../cost/money/basis.ts';
import { decimal } from '../../../cost/money/decimal.ts';
import { sqlText } from '../../../cost/usage/query-rows.ts';
import { ConfigurationError } from '../../../lib/errors.ts';
import { NO_QUERY_LIMITS, type StoreReader } from '../../store/store-reader.ts';
import { allRows } from '../../store/all-rows.ts';

/** Days of resources that are kept in memory: some 400 MB. */
const MOST_ROWS = 2_000_000;
/** Names in one question. */
const NAMES_AT_ONCE = 1_000;
const DAY = 'cast(cast(ChargePeriodStart as date) as varchar)';
const SERVICE = "coalesce(nullif(x_ServiceCode, ''), nullif(ServiceName, ''), '')";
const Text = z.string().nullable();
const Amount = z.string().nullable();

export interface ChargeQuestion {
  readonly period: ActualPeriod;
  readonly basis: Basis;
  readonly signal: AbortSignal;
}

/** The charges of resources by the names that the bill has for them. */
export interface NamedCharges {
  of(names: readonly string[]): readonly DayCharge[];
  /** The last day with charges; undefined without any. */
  readonly until: string | undefined;
}

const Named = z.tuple([z.string(), Text, z.string(), z.string(), z.string(), Amount]);

/** What the bill has for resources with these names. A charge belongs to the day on which it begins. */
export async function namedCharges(
  reader: Pick<StoreReader, 'query'>,
  names: ReadonlySet<string>,
  { period, basis, signal }: ChargeQuestion,
): Promise<NamedCharges> {
  const byName = new Map<string, DayCharge[]>();
  const asked = [...names].map((name) => name.replace(`${BUCKET_SERVICE} `, ''));
  for (let at = 0; at < asked.length; at += NAMES_AT_ONCE) {
    const list = asked.slice(at, at + NAMES_AT_ONCE).map(sqlText);
    const sql = `select ResourceId, x_ServiceCode, ${DAY}, BillingCurrency, source, sum(${basis}) from charges
      where ${periodSql(period)} and has_resource and ResourceId in (${list.join(', ')}) group by 1, 2, 3, 4, 5`;
    for (const row of await allRows(reader, sql, signal)) {
      const [id, service, day, currency, source, amount] = Named.parse(row);
      if (amount === null) continue;
      const isBucket = service === BUCKET_SERVICE && !id.startsWith('arn:');
      const name = isBucket ? bucketName(id) : billName(id);
      const charges = byName.get(name) ?? [];
      byName.set(name, charges);
      charges.push({ day, currency, source, amount: decimal(amount) });
    }
  }
  return {
    until: await lastDay(reader, { period, basis, signal }),
    of: (own) => [...new Set(own.map(keyOf))].flatMap((name) => byName.get(name) ?? []),
  };
}

function keyOf(name: string): string {
  return name.startsWith(`${BUCKET_SERVICE} `) ? name : billName(name);
}

/** The last day that the bill has charges for, in this time. */
async function lastDay(
  reader: Pick<StoreReader, 'query'>,
  { period, signal }: ChargeQuestion,
): Promise<string | undefined> {
  const sql = `select cast(max(cast(ChargePeriodStart as date)) as varchar), count(*) from charges where ${periodSql(period)}`;
  const [row] = await allRows(reader, sql, signal);
  const [day, rows] = row ?? [];
  return typeof day === 'string' && Number(rows) > 0 ? day : undefined;
}

/** All charges of the store, as results: by resource, or by service where nothing finer is asked for. */
export async function storedCharges(
  reader: Pick<StoreReader, 'query'>,
  filters: readonly string[],
  grouping: Grouping,
  question: ChargeQuestion,
): Promise<readonly CostResult[]> {
  const { period, basis, signal } = question;
  const until = await lastDay(reader, question);
  if (until === undefined) return [];
  const passes = parseFilters(filters);
  const wanted = filterNames(filters).filter((name) => !ROWS_HAVE.has(name.toLowerCase()));
  const tags = [...new Set([...wanted, ...(grouping.by === 'tag' ? [grouping.tag] : [])])];
  const isWhole = grouping.by === 'period' && filters.length === 0;
  const keys = [
    DAY,
    ...['BillingCurrency', 'source', "coalesce(ProviderName, '')", SERVICE],
    ...(isWhole ? ["''", "''", "''"] : ['ResourceId', 'SubAccountId', 'RegionId']),
    ...tags.map((tag) => `Tags[${sqlText(tag)}]`),
  ];
  const sql = `select ${keys.join(', ')}, sum(${basis}) from charges where ${periodSql(period)}
    group by ${keys.map((_, index) => index + 1).join(', ')}`;
  const found = new Map<string, { readonly of: ChargedPlace; readonly charges: DayCharge[] }>();
  let count = 0;
  const { rows } = await reader.query(sql, NO_QUERY_LIMITS, signal);
  for await (const batch of rows()) {
    count += batch.length;
    if (count > MOST_ROWS) throw tooMany();
    for (const row of batch) {
      const [day, currency, source, provider, service, resource, account, region] = Keys.parse(
        row.slice(0, KEYS),
      );
      const amount = Amount.parse(row.at(-1));
      if (amount === null) continue;
      const values = row.slice(KEYS, -1).map((value) => (typeof value === 'string' ? value : ''));
      const of = {
        ...{ provider, service, resource: resource ?? '', account: account ?? '' },
        ...{ region: region ?? '', tags: values },
      };
      const key = JSON.stringify(of);
      const one = found.get(key) ?? { of, charges: [] };
      found.set(key, one);
      one.charges.push({ day, currency, source, amount: decimal(amount) });
    }
  }
  return [...found]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, { of, charges }]) => {
      const charged = chargedOf(of, tags);
      const isShown = passes({
        ...{ type: charged.resourceType, provider: charged.provider, service: charged.service },
        ...{ id: charged.resourceId, tags: charged.tags },
        property: (name) => (name === 'account' || name === 'region' ? of[name] : undefined),
      });
      return isShown ? chargedCosts(charged, charges, period, until) : [];
    });
}

/** What a row has besides tags. */
const ROWS_HAVE: ReadonlySet<string> = new Set([
  ...['type', 'provider', 'service', 'id', 'account', 'region'],
]);
const Keys = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  Text,
  Text,
  Text,
]);
const KEYS = 8;

interface ChargedPlace {
  readonly provider: string;
  readonly service: string;
  readonly resource: string;
  readonly account: string;
  readonly region: string;
  /** In the order of the tags that were asked for. */
  readonly tags: readonly string[];
}

function chargedOf(
  { provider: name, service: code, resource, account, tags: values }: ChargedPlace,
  names: readonly string[],
): Pick<CostResult, 'resourceType' | 'resourceId' | 'provider' | 'service' | 'tags'> {
  const provider = /^$|aws|amazon/i.test(name) ? 'aws' : name.toLowerCase();
  const short = (serviceCode(code) ?? code).replace(/^(?:amazon|aws)\s*/i, '');
  const service = short === '' ? 'default' : short.toLowerCase();
  return {
    resourceType: `${provider}:${service}`,
    resourceId:
      resource === '' ? [account, code].filter((part) => part !== '').join('/') : resource,
    provider,
    service,
    tags: new Map(names.flatMap((tag, index) => (values[index] ? [[tag, values[index]]] : []))),
  };
}

function periodSql({ start, end }: ActualPeriod): string {
  return `ChargePeriodStart >= ${timeSql(start)} and ChargePeriodStart < ${timeSql(end)}`;
}

function timeSql(time: number): string {
  return `'${dayOf(time)} ${new Date(time).toISOString().slice('YYYY-MM-DDT'.length, 'YYYY-MM-DDTHH:MM:SS'.length)}'`;
}

function tooMany(): ConfigurationError {
  return new ConfigurationError(`there are more than ${MOST_ROWS} days of resources`, {
    remedy: 'choose a shorter time, or --group-by daily or monthly without filters',
  });
}
