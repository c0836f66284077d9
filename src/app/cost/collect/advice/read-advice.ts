import { awsAnomalies } from '../../../../cost/advice/anomalies.ts';
import type { PaidAdvice } from '../../../../cost/advice/advice-source.ts';
import { awsBudgets } from '../../../../cost/advice/budgets.ts';
import { hubRecommendations } from '../../../../cost/advice/optimization-hub.ts';
import { planPurchases, reservationPurchases } from '../../../../cost/advice/purchases.ts';
import type { Recommendation } from '../../../../cost/advice/recommendation.ts';
import { rightsizingRecommendations } from '../../../../cost/advice/rightsizing.ts';
import type { SpendCap } from '../../../../cost/prices/paid-calls.ts';
import { AWS_ANOMALIES, AWS_BUDGETS, AWS_RECOMMENDATIONS } from '../../../../store/advice-tables.ts'; // prettier-ignore
import { explorerAccess } from '../explorer-access.ts';
import type { Payer } from '../payer-accounts.ts';
import type { AdviceScope } from './advice-records.ts';
import { anomalyRow, budgetRow, recommendationRow } from './advice-rows.ts';
import { storeItems, type AdviceContext } from './advice-scope.ts';
import type { AdviceAccount } from './advice-work.ts';

/** Reads the budgets of an account with its own credentials. @returns their number */
export async function readBudgets(
  scope: AdviceScope,
  { payer, asked }: { readonly payer: Payer; readonly asked: AdviceAccount },
  context: AdviceContext,
): Promise<number> {
  const { signal, now } = context.options;
  const readAt = now();
  const session = await asked.open(signal);
  const clients = payer.runtime.clients.open(session, { signal, observer: payer.observer });
  return await storeItems(context, scope, {
    table: AWS_BUDGETS,
    items: awsBudgets(clients, session.account, signal),
    rowOf: (budget) => budgetRow(scope.account, budget, readAt),
  });
}

/** Reads Cost Optimization Hub. @returns the number of recommendations */
export function readHub(scope: AdviceScope, payer: Payer, context: AdviceContext): Promise<number> {
  const found = hubRecommendations(payer.clients, context.options.signal);
  return storeRecommendations(scope, payer, found, context);
}

/** Asks Cost Explorer, within the cap. @returns the number of anomalies or recommendations */
export async function readPaid(
  scope: AdviceScope & { readonly source: PaidAdvice },
  { payer, cap }: { readonly payer: Payer; readonly cap: SpendCap },
  context: AdviceContext,
): Promise<number> {
  const { signal, now } = context.options;
  const access = explorerAccess(payer, cap);
  switch (scope.source) {
    case 'anomalies': {
      const readAt = now();
      return await storeItems(context, scope, {
        table: AWS_ANOMALIES,
        items: awsAnomalies(access, readAt, signal),
        rowOf: (anomaly) => anomalyRow(scope.account, anomaly, readAt),
      });
    }
    case 'rightsizing':
      return await storeRecommendations(
        ...[scope, payer, rightsizingRecommendations(access, signal), context] as const,
      );
    case 'savings-plans-purchase':
      return await storeRecommendations(scope, payer, planPurchases(access, signal), context);
    case 'reservation-purchase':
      return await storeRecommendations(scope, payer, reservationPurchases(access, signal), context);
  }
} // prettier-ignore

/** @returns the number of recommendations */
export function storeRecommendations(
  scope: AdviceScope,
  { session }: Payer,
  items: AsyncIterable<readonly Recommendation[]>,
  context: AdviceContext,
): Promise<number> {
  const readAt = context.options.now();
  return storeItems(context, scope, {
    table: AWS_RECOMMENDATIONS,
    items,
    rowOf: (one) => recommendationRow(scope.source, session.accountId, one, readAt),
  });
}
