import { GetAnomaliesCommand, GetAnomalyMonitorsCommand } from '@aws-sdk/client-cost-explorer';
import { z } from 'zod';
import { explorerPages, type ExplorerAccess } from '../explorer/explorer-calls.ts';
import type { Decimal } from '../money/decimal.ts';
import { filledText, numberAmount } from './recommendation.ts';

const PURPOSE = 'anomalies';
/** AWS keeps anomalies for so long. */
const KEPT_DAYS = 90;
const DAY_MS = 86_400_000;
/** Each page is paid; 100 is the most. */
const PAGE_SIZE = 100;

/** Unusual spend that AWS has detected. Amounts are in US dollars. */
export interface AwsAnomaly {
  readonly id: string;
  /** First and last day, in milliseconds since the Unix epoch; no end while it goes on. */
  readonly startsAt: number | undefined;
  readonly endsAt: number | undefined;
  readonly monitorArn: string;
  /** Undefined for a monitor that no longer exists. */
  readonly monitorName: string | undefined;
  /** What the monitor watches: a service. */
  readonly dimensionValue: string | undefined;
  /** The cause that contributes most. */
  readonly service: string | undefined;
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly usageType: string | undefined;
  readonly impact: Decimal | undefined;
  /** Of the worst day. */
  readonly worstImpact: Decimal | undefined;
  readonly actual: Decimal | undefined;
  readonly expected: Decimal | undefined;
  /** From 0 to 1. */
  readonly score: Decimal | undefined;
  /** Feedback that people gave: `YES`, `NO`, `PLANNED_ACTIVITY`. */
  readonly feedback: string | undefined;
  /** AWS's answer, for JSON. */
  readonly detail: unknown;
}

const RootCause = z.object({
  Service: filledText,
  Region: filledText,
  LinkedAccount: filledText,
  UsageType: filledText,
  Impact: z.object({ Contribution: z.number().default(0) }).optional(),
});
const Day = z
  .string()
  .optional()
  .transform((text) => {
    const at = Date.parse(text ?? '');
    return Number.isNaN(at) ? undefined : at;
  });
const Anomaly = z.object({
  AnomalyId: z.string(),
  AnomalyStartDate: Day,
  AnomalyEndDate: Day,
  DimensionValue: filledText,
  RootCauses: z.array(RootCause).default([]),
  AnomalyScore: z.object({ MaxScore: numberAmount }).optional(),
  Impact: z
    .object({
      MaxImpact: numberAmount,
      TotalImpact: numberAmount,
      TotalActualSpend: numberAmount,
      TotalExpectedSpend: numberAmount,
    })
    .optional(),
  MonitorArn: z.string().default(''),
  Feedback: filledText,
});

/**
 * The anomalies of the last 90 days. Their monitors take one more request, and only if there are any.
 *
 * @param now milliseconds since the Unix epoch
 * @throws AWS's errors, {@link SpendCapError}, and a ZodError for answers of another form
 * @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetAnomalies.html
 */
export async function* awsAnomalies(
  access: ExplorerAccess,
  now: number,
  signal: AbortSignal,
): AsyncGenerator<readonly AwsAnomaly[], void> {
  const StartDate = new Date(now - KEPT_DAYS * DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length);
  const pages = explorerPages(
    access,
    {
      operation: 'GetAnomalies',
      purpose: PURPOSE,
      command: (NextPageToken) =>
        new GetAnomaliesCommand({
          DateInterval: { StartDate },
          MaxResults: PAGE_SIZE,
          NextPageToken,
        }),
    },
    signal,
  );
  let names: ReadonlyMap<string, string> | undefined;
  for await (const { Anomalies = [] } of pages) {
    if (Anomalies.length === 0) continue;
    names ??= await monitorNames(access, signal);
    const known = names;
    yield Anomalies.map((anomaly) => awsAnomaly(anomaly, known));
  }
}

/** @throws {ZodError} for an item of another form */
export function awsAnomaly(
  detail: unknown,
  monitors: ReadonlyMap<string, string> | undefined,
): AwsAnomaly {
  const item = Anomaly.parse(detail);
  const [cause] = [...item.RootCauses].sort(
    (one, other) => (other.Impact?.Contribution ?? 0) - (one.Impact?.Contribution ?? 0),
  );
  return {
    id: item.AnomalyId,
    startsAt: item.AnomalyStartDate,
    endsAt: item.AnomalyEndDate,
    monitorArn: item.MonitorArn,
    monitorName: monitors?.get(item.MonitorArn),
    dimensionValue: item.DimensionValue,
    service: cause?.Service,
    account: cause?.LinkedAccount,
    region: cause?.Region,
    usageType: cause?.UsageType,
    impact: item.Impact?.TotalImpact,
    worstImpact: item.Impact?.MaxImpact,
    actual: item.Impact?.TotalActualSpend,
    expected: item.Impact?.TotalExpectedSpend,
    score: item.AnomalyScore?.MaxScore,
    feedback: item.Feedback,
    detail,
  };
}

async function monitorNames(
  access: ExplorerAccess,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const pages = explorerPages(
    access,
    {
      operation: 'GetAnomalyMonitors',
      purpose: PURPOSE,
      command: (NextPageToken) =>
        new GetAnomalyMonitorsCommand({ MaxResults: PAGE_SIZE, NextPageToken }),
    },
    signal,
  );
  for await (const { AnomalyMonitors = [] } of pages) {
    for (const { MonitorArn, MonitorName } of AnomalyMonitors) {
      if (MonitorArn !== undefined && MonitorName !== undefined) names.set(MonitorArn, MonitorName);
    }
  }
  return names;
}
