import {
  COMMITMENT,
  ON_DEMAND_USE,
  type CommitmentSubject,
  type OnDemandSubject,
} from '../../../cost/findings/account-subject.ts';
import type { z } from 'zod';
import type { JudgedResource } from '../../../cost/findings/define-finding.ts';
import type { BilledCost } from '../../../cost/findings/saving.ts';
import { decimalText, toNumber } from '../../../cost/money/decimal.ts';
import type { Store } from '../../../store/store.ts';
import { storedCommitments } from '../collect/stored-commitments.ts';
import type { BilledDays } from './billed-costs.ts';
import { onDemandUses } from './on-demand-use.ts';
import { purchaseAdvice } from './purchase-advice.ts';

/** Where everything is that belongs to an account as a whole. */
export const GLOBAL = 'global';

/** Something of an account that rules judge like a resource. */
export interface AccountSubject {
  readonly resource: JudgedResource;
  /** Undefined when it is not known. */
  readonly cost: BilledCost | undefined;
  /** Of AWS. */
  readonly isAdvised: boolean;
  /** When it was read, in milliseconds since the Unix epoch. */
  readonly readAt: number;
}

/** The commitments that accounts have, by account. */
export async function commitmentSubjects(
  store: Pick<Store, 'query'>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly AccountSubject[]>> {
  const subjects = new Map<string, AccountSubject[]>();
  for (const report of await storedCommitments(store, signal)) {
    const { payer, period, currency, readAt } = report;
    for (const one of report.commitments) {
      const account = one.account ?? payer;
      const properties = {
        Type: one.type,
        ...(one.what !== undefined && { What: one.what }),
        ...(one.paymentOption !== undefined && { PaymentOption: one.paymentOption }),
        ...(one.endsAt !== undefined && { EndsAt: one.endsAt }),
        ...(one.utilization !== undefined && { UtilizationPercent: toNumber(one.utilization) }),
        ...(one.netSavings !== undefined && { NetSavings: toNumber(one.netSavings) }),
        ...{ Currency: currency, Period: period, ReadAt: new Date(readAt).toISOString() },
      } satisfies z.input<typeof CommitmentSubject>;
      const arn = one.id.startsWith('arn:') ? one.id : null;
      const place = { account, region: one.region ?? GLOBAL };
      const list = subjects.get(account) ?? [];
      subjects.set(account, list);
      list.push({
        resource: {
          ...{ kind: COMMITMENT, ...place, id: one.id, arn, name: one.what ?? null },
          ...{ tags: {}, properties, unchangedSince: readAt },
        },
        cost:
          one.cost === undefined
            ? undefined
            : { amount: one.cost, currency, period, source: 'cost-explorer' },
        isAdvised: false,
        readAt,
      });
    }
  }
  return subjects;
}

/** What an account uses on demand, by service. */
export async function onDemandSubjects(
  store: Pick<Store, 'query'>,
  { account, days }: { readonly account: string; readonly days: BilledDays },
  signal: AbortSignal,
): Promise<readonly AccountSubject[]> {
  const uses = await onDemandUses(store, { account, days }, signal);
  if (uses.length === 0) return [];
  const advice = await purchaseAdvice(store, account, signal);
  const readAt = Date.parse(days.to);
  return uses.map(({ service, daysUsed, least, average, total, currency, period }) => {
    const best = advice.get(service);
    const properties = {
      ...{ Service: service, Days: daysUsed, Currency: currency },
      ...{ LeastDailyCost: toNumber(least), AverageDailyCost: toNumber(average) },
      ...(best !== undefined && {
        Advice: {
          ...(best.recommended !== undefined && { Recommended: best.recommended }),
          ...{ Saving: decimalText(best.saving), Currency: best.currency, Source: best.source },
        },
      }),
    } satisfies z.input<typeof OnDemandSubject>;
    return {
      resource: {
        ...{ kind: ON_DEMAND_USE, account, region: GLOBAL, id: service, arn: null, name: service },
        ...{ tags: {}, properties, unchangedSince: readAt },
      },
      cost: { amount: total, currency, period },
      isAdvised: best !== undefined,
      readAt,
    };
  });
}
