import {
  CostExplorerClient,
  type $Command,
  type CostExplorerClientResolvedConfig,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-cost-explorer';
import { z } from 'zod';
import type { Partition } from '../../aws/account.ts';
import type { CallScope } from '../../aws/attempt-gate.ts';
import type { ClientFactory } from '../../aws/client-factory.ts';
import type { ClientOwner } from '../../aws/client-owner.ts';
import type { PageLimits } from '../../aws/page-guard.ts';
import { EXPLORER_LIMIT } from '../../aws/rate-limits.ts';
import { homeRegion } from '../../aws/regions.ts';
import { tokenPages } from '../../core/actions/sdk-pages.ts';
import { decimal } from '../money/decimal.ts';
import type { SpendCap } from '../prices/paid-calls.ts';

/**
 * What AWS charges for each request to the Cost Explorer API; each page is one.
 *
 * @see https://aws.amazon.com/aws-cost-management/aws-cost-explorer/pricing/
 */
export const USD_PER_REQUEST = decimal('0.01');
/** Every page costs money: a listing that brings nothing new ends soon. */
const LIMITS: PageLimits = { mostPages: 1_000, mostPagesWithoutNews: 2 };

/**
 * How long so many requests wait in one run, in minutes: Cost Explorer allows so many at once, and so many an hour. The
 * client paces them.
 */
export function explorerWaitMinutes(requests: number): number {
  const { burst, refillPerSecond } = EXPLORER_LIMIT;
  return Math.ceil(Math.max(0, requests - burst) / refillPerSecond / 60);
}

/** The account that asks Cost Explorer, and how. */
export interface ExplorerAccess {
  readonly clients: Pick<ClientFactory, 'open'>;
  /** The account that is asked, and pays. */
  readonly owner: ClientOwner;
  readonly partition: Partition;
  readonly observer: CallScope['observer'];
  readonly cap: SpendCap;
}

/** An operation of Cost Explorer that has pages. */
export interface ExplorerListing<Input extends ServiceInputTypes, Page extends ServiceOutputTypes> {
  /** `GetCostAndUsage` */
  readonly operation: string;
  /** For the record of paid calls: `S3 rates`. */
  readonly purpose: string;
  /** Asks for one page. @param token of the page; undefined for the first */
  command(
    token: string | undefined,
  ): $Command<Input, Page, CostExplorerClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes>;
}

/** Some operations have one name for it, some the other. */
const NextPage = z.object({
  NextPageToken: z.string().optional(),
  NextToken: z.string().optional(),
});

/**
 * All pages of an operation. Every attempt, retries included, is checked against the cap and recorded before it is sent.
 *
 * @throws {SpendCapError} when a page would exceed the cap: the pages before it were paid
 */
export function explorerPages<Input extends ServiceInputTypes, Page extends ServiceOutputTypes>(
  { clients, owner, partition, observer, cap }: ExplorerAccess,
  { operation, purpose, command }: ExplorerListing<Input, Page>,
  signal: AbortSignal,
): AsyncGenerator<Page, void> {
  const scope: CallScope = {
    signal,
    observer,
    beforeAttempt: () =>
      cap.pay({
        service: 'ce',
        operation,
        requests: 1,
        amount: USD_PER_REQUEST,
        currency: 'USD',
        purpose,
      }),
  };
  const client = clients.open(owner, scope).of(CostExplorerClient, homeRegion(partition));
  return tokenPages(
    (token) => client.send(command(token), { abortSignal: signal }),
    (page) => {
      const { NextPageToken, NextToken } = NextPage.parse(page);
      return NextPageToken ?? NextToken;
    },
    LIMITS,
  );
}
