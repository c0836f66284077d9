import { createHmac } from 'node:crypto';
import type { Clock } from '../../../lib/clock.ts';
import { messageOf } from '../../../lib/errors.ts';
import { HttpPools } from '../../../lib/network/http-pools.ts';
import type { Network } from '../../../lib/network/network.ts';
import type { Notification } from './notification.ts';

/** A receiver answers at once and works later. */
const ANSWER_MS = 10_000;
const CONNECT_MS = 5_000;
/** Before the second, third and fourth attempt. */
const WAITS_MS = [1_000, 5_000, 25_000] as const;
/** Answers that may be another one next time. */
const RETRIED: ReadonlySet<number> = new Set([408, 425, 429]);
/** The answer is not read. */
const LARGEST_ANSWER = 65_536;
const SECOND_MS = 1_000;

export interface WebhookOptions {
  readonly url: string;
  readonly secret: string;
  readonly network: Network | undefined;
  readonly clock: Clock;
}

/** How a notification was taken. */
export interface SendResult {
  readonly isSent: boolean;
  readonly attempts: number;
  /** Without the address, which may have a secret of its own. */
  readonly problem: string | undefined;
}

/**
 * Sends notifications as signed JSON. The header `x-longshore-signature` has `v1,` and the HMAC-SHA256 in base64 of
 * the header `x-longshore-timestamp` (seconds since the Unix epoch), a point, and the body; as Port signs its requests.
 */
export class Webhook implements Disposable {
  readonly #options: WebhookOptions;
  readonly #pools: HttpPools;

  constructor(options: WebhookOptions) {
    this.#options = options;
    this.#pools = new HttpPools({
      connections: 1,
      connectTimeoutMs: CONNECT_MS,
      answerTimeoutMs: ANSWER_MS,
      largestBody: LARGEST_ANSWER,
      network: options.network,
      addressSource: () => 'LONGSHORE_COST_WEBHOOK_URL',
    });
  }

  /** Never throws, but for the signal's reason. */
  async send(notification: Notification, signal: AbortSignal): Promise<SendResult> {
    const { clock } = this.#options;
    let problem: string | undefined;
    let attempts = 0;
    for (const wait of [0, ...WAITS_MS]) {
      if (wait > 0) await clock.sleep(wait, signal);
      attempts += 1;
      const outcome = await this.#attempt(notification, signal);
      if (outcome === undefined) return { isSent: true, attempts, problem: undefined };
      problem = outcome.problem;
      if (!outcome.mayRetry) break;
    }
    return { isSent: false, attempts, problem };
  }

  [Symbol.dispose](): void {
    this.#pools.destroy();
  }

  /** @returns undefined when it was taken */
  async #attempt(
    { id, type, subject, data }: Notification,
    signal: AbortSignal,
  ): Promise<{ readonly problem: string; readonly mayRetry: boolean } | undefined> {
    const { url, secret, clock } = this.#options;
    const { origin, pathname, search } = new URL(url);
    const now = clock.now();
    const timestamp = String(Math.floor(now / SECOND_MS));
    const body = JSON.stringify({ id, type, subject, sentAt: new Date(now).toISOString(), data });
    try {
      const { statusCode, body: answer } = await this.#pools.request({
        origin,
        path: `${pathname}${search}`,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'longshore',
          'x-longshore-id': id,
          'x-longshore-timestamp': timestamp,
          'x-longshore-signature': signatureOf(secret, timestamp, body),
        },
        body,
        signal,
      });
      await answer.dump({ limit: LARGEST_ANSWER });
      if (statusCode >= 200 && statusCode < 300) return undefined;
      const mayRetry = statusCode >= 500 || RETRIED.has(statusCode);
      return { problem: `the receiver answered with HTTP ${statusCode}`, mayRetry };
    } catch (error) {
      signal.throwIfAborted();
      return { problem: messageOf(error).replaceAll(url, 'the receiver'), mayRetry: true };
    }
  }
}

/** What proves that a notification is ours, and from which time it is. */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return `v1,${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('base64')}`;
}
