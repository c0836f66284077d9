import type { Settings } from '../../../config/settings.ts';
import type { Clock } from '../../../lib/clock.ts';
import { ConfigurationError } from '../../../lib/errors.ts';
import { NOTIFICATIONS } from '../../../store/anomaly-tables.ts';
import type { Store } from '../../../store/store.ts';
import { networkOf } from '../../network.ts';
import type { Notified } from '../analysis/analysed-bill.ts';
import type { CollectedScope } from '../collect/collect-report.ts';
import { dueNotifications } from './due-notifications.ts';
import { inTurn, isGivenUp, notificationHistory } from './notification-history.ts';
import { Webhook } from './webhook.ts';

/** Most notifications of one run: a first bill may have many anomalies. The next run sends more. */
const MOST_AT_ONCE = 50;
/** A receiver that takes nothing is not asked further in this run. */
const MOST_FAILURES = 3;

export interface NotifyOptions {
  readonly settings: Pick<Settings, 'cost' | 'network'>;
  readonly scopes: readonly CollectedScope[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Sends what is new to the webhook of the settings, and writes down what was sent. A notification that was taken just
 * before the process died is sent again: its id is the same.
 *
 * @returns undefined without a webhook
 * @throws {ConfigurationError} for a webhook without a secret
 */
export async function notify(
  store: Pick<Store, 'query' | 'appendRows'>,
  { settings, scopes, clock, signal }: NotifyOptions,
): Promise<Notified | undefined> {
  const { webhook, budgets } = settings.cost;
  if (webhook.url === undefined) return undefined;
  if (webhook.secret === undefined) {
    throw new ConfigurationError('LONGSHORE_COST_WEBHOOK_URL needs a secret', {
      remedy:
        'set LONGSHORE_COST_WEBHOOK_SECRET to at least 16 characters, and give them to the receiver',
    });
  }
  const due = await dueNotifications(store, { budgets, scopes, now: clock.now() }, signal);
  const histories = await notificationHistory(store, signal);
  const fresh = inTurn(due, histories, clock.now());
  using receiver = new Webhook({
    ...{ url: webhook.url, secret: webhook.secret, clock },
    network: networkOf(settings.network),
  });
  let [sent, failed, givenUp] = [0, 0, 0];
  let problem: string | undefined;
  for (const { notification, history } of fresh.slice(0, MOST_AT_ONCE)) {
    if (failed === MOST_FAILURES) break;
    const { id, type, subject } = notification;
    const result = await receiver.send(notification, signal);
    const isLast = !result.isSent && isGivenUp(history, clock.now());
    if (result.isSent) sent += 1;
    else [failed, problem] = [failed + 1, result.problem];
    if (isLast) givenUp += 1;
    const outcome = result.isSent ? 'sent' : isLast ? 'given-up' : 'failed';
    const row = [id, type, subject, outcome, result.problem ?? null, result.attempts] as const;
    await store.appendRows(NOTIFICATIONS, [[...row, clock.now()]]);
  }
  return { sent, failed, givenUp, left: fresh.length - sent - failed, problem };
}
