import { z } from 'zod';
import type { BillRequest } from '../../../store/bill-watch.ts';

export const JOB_STATUSES = [
  'queued',
  'running',
  'complete',
  'incomplete',
  'failed',
  'cancelled',
] as const;

const text = z.string();
const time = z.iso.datetime();

/** A period, or AWS's advice for an account or region, that has ended. */
const JobScope = z.object({
  source: text.describe('focus-1.2, cost-explorer, budgets, …'),
  name: text,
  account: text.describe('the payer account, or the one that was asked for advice'),
  period: text.optional().describe('the billing period; missing for all, and for advice'),
  region: text.optional().describe('of advice that each region has'),
  outcome: text.describe(
    'complete, unchanged, final, kept, changing, failed, denied, not-enabled, not-offered or spend-cap',
  ),
  charges: z.number().optional(),
  items: z.number().optional().describe('recommendations, anomalies or budgets that were stored'),
  billed: z.record(text, text).readonly().optional().describe('BilledCost by currency'),
  reason: text.optional(),
  remedy: text.optional(),
});

const JobError = z.object({
  detail: text,
  remedy: text.optional(),
  field: text.optional().describe('the field of the request that caused it'),
  account: text.optional(),
  period: text.optional(),
  region: text.optional(),
});

/** What the paid calls of a job are, before they are made. */
export const JobEstimate = z
  .object({
    calls: z.int().describe('paid requests to Cost Explorer'),
    usd: text.describe('what they cost'),
    is_exact: z.boolean().describe('false while these are the fewest requests'),
  })
  .meta({ id: 'CollectionEstimate' });

/** What was asked for. A billing period is collected whole: services and regions do not narrow it. */
export const JobRequest = z.object({
  start_date: z.string().optional(),
  end_date: z.string().optional(),
  accounts: z.array(text).readonly().optional(),
  services: z.array(text).readonly().optional(),
  regions: z.array(text).readonly().optional(),
  is_refresh: z.boolean(),
});
export type JobRequest = z.output<typeof JobRequest>;

/** A collection of the bill that was asked for. */
export const Job = z
  .object({
    job_id: z.uuid(),
    status: z.enum(JOB_STATUSES),
    request: JobRequest,
    estimate: JobEstimate.nullable().describe('null until it is known what there is to read'),
    progress: z.object({
      step: text.nullable().describe('what is done now'),
      scopes_done: z.int(),
      scopes_planned: z.int().nullable().describe('null until it is known what there is to read'),
    }),
    scopes: z.array(JobScope).readonly(),
    notes: z.array(text).readonly().describe('why there is less to do than expected'),
    requested_at: time,
    started_at: time.nullable(),
    finished_at: time.nullable(),
    api_spend_usd: text,
    errors: z.array(JobError).readonly(),
  })
  .meta({ id: 'CollectionJob' });
export type Job = z.output<typeof Job>;

/** Will it not change any more? */
export function hasEnded({ status }: Pick<Job, 'status'>): boolean {
  return status !== 'queued' && status !== 'running';
}

/** What is collected for it. */
export function billRequestOf({
  start_date: from,
  end_date: to,
  accounts,
  is_refresh,
}: JobRequest): BillRequest {
  const month = (day: string | undefined) => day?.slice(0, 'YYYY-MM'.length);
  return { from: month(from), to: month(to), accounts, isAgain: is_refresh };
}
