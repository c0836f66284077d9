import { z } from 'zod';
import type { StoredRecord } from '../../../core/exporters/stored-records.ts';
import { FINDINGS_TABLE } from '../../../store/finding-tables.ts';
import { stateAt, type FindingState } from '../findings/finding-states.ts';
import { amountOf } from './record-amount.ts';

/** The columns of a finding, in the order of {@link findingRecord}. */
export const FINDING_COLUMNS = FINDINGS_TABLE.columns.map(({ name }) => name);

const text = z
  .string()
  .nullable()
  .transform((value) => value ?? undefined);
const amount = z
  .string()
  .nullable()
  .transform((value) => (value === null ? undefined : amountOf(value)));
const time = z.string().transform((value) => Date.parse(value));
const json = z.string().transform((value): unknown => JSON.parse(value));
const list = json.pipe(z.array(z.unknown()));

const Row = z.object({
  id: z.string(),
  rule: z.string(),
  type: z.string(),
  service: z.string(),
  account: z.string(),
  region: z.string(),
  kind: z.string(),
  resource_id: z.string(),
  arn: text,
  name: text,
  verdict: z.string(),
  reason: text,
  detail: text,
  fix: text,
  title: z.string(),
  description: z.string(),
  evidence: list,
  remedy: json.pipe(z.record(z.string(), z.unknown())).nullable(),
  change: z.string(),
  effort: z.string(),
  risk: z.string(),
  priority: text,
  confidence: amount,
  monthly_cost: amount,
  own_saving: amount,
  monthly_saving: amount,
  currency: text,
  basis: text,
  period: text,
  source: text,
  saving_problem: text,
  overlapping: list,
  first_seen: time,
  last_seen: time,
});

/** What a record has besides its row. */
export interface FindingRecordInputs {
  readonly states: ReadonlyMap<string, FindingState>;
  readonly now: number;
  staleOf(kind: string, region: string): string | undefined;
}

const CLASSIC_LOAD_BALANCER = 'AWS::ElasticLoadBalancing::LoadBalancer';

/** A finding as a raw item. */
export function findingRecord(
  row: readonly unknown[],
  { states, now, staleOf }: FindingRecordInputs,
): StoredRecord {
  const named = Object.fromEntries(
    row.map((value, index) => [FINDING_COLUMNS[index] ?? '', value]),
  );
  const found = Row.parse(named);
  const { id, kind, region } = found;
  const decided = states.get(id);
  const state = stateAt(decided, found.first_seen, now);
  return {
    identifiers: [kind, region, id],
    region,
    stale: staleOf(kind, region),
    properties: withoutUnknown({
      ...{ Id: id, Rule: found.rule, Type: found.type, Service: found.service },
      ...{ AccountId: found.account, Region: region, Kind: kind },
      ...{ ResourceId: found.resource_id, ResourceArn: found.arn, ResourceName: found.name },
      // The entities of these are identified by their name.
      LoadBalancerName: kind === CLASSIC_LOAD_BALANCER ? found.resource_id : undefined,
      ...{ Verdict: found.verdict, Reason: found.reason, Detail: found.detail, Fix: found.fix },
      ...{ Title: found.title, Description: found.description, Evidence: found.evidence },
      ...{ Remedy: found.remedy ?? undefined, Change: found.change, Effort: found.effort },
      ...{ Risk: found.risk, Priority: found.priority, Confidence: found.confidence },
      ...{ MonthlyCost: found.monthly_cost, OwnMonthlySaving: found.own_saving },
      ...{ MonthlySaving: found.monthly_saving, Currency: found.currency, Basis: found.basis },
      ...{ Period: found.period, Source: found.source, SavingProblem: found.saving_problem },
      Overlapping: found.overlapping,
      State: state,
      StateReason: decided?.state === state ? decided.reason : undefined,
      DismissedUntil: state === 'dismissed' ? timeText(decided?.until) : undefined,
      ...{ FirstSeen: timeText(found.first_seen), LastSeen: timeText(found.last_seen) },
    }),
  };
}

function timeText(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}

function withoutUnknown(
  properties: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}
