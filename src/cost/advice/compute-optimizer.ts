import { ComputeOptimizerClient } from '@aws-sdk/client-compute-optimizer';
import type { ScopeClients } from '../../aws/client-factory.ts';
import { tokenPages } from '../../core/actions/sdk-pages.ts';
import { LongshoreError } from '../../lib/errors.ts';
import { optimizerRecommendations } from './optimizer-item.ts';
import { OPTIMIZER_LISTINGS } from './optimizer-listings.ts';
import type { Recommendation } from './recommendation.ts';

/** Thrown when an answer leaves out what it could not read: half of the advice would look whole. Run again. */
export class PartialAdviceError extends LongshoreError {
  readonly code = 'partial-advice';
  readonly audience = 'operator';
}

/** Whose advice is asked for, and where. */
export interface OptimizerScope {
  readonly region: string;
  /** For the payer account: the member that it asks for. Undefined for the account itself. */
  readonly member: string | undefined;
}

/**
 * The recommendations of Compute Optimizer for an account in a region, one page at a time.
 *
 * @throws AWS's errors, {@link PartialAdviceError}, and a ZodError for answers of another form
 * @see https://docs.aws.amazon.com/compute-optimizer/latest/APIReference/Welcome.html
 */
export async function* computeOptimizerRecommendations(
  clients: ScopeClients,
  { region, member }: OptimizerScope,
  signal: AbortSignal,
): AsyncGenerator<readonly Recommendation[], void> {
  const client = clients.of(ComputeOptimizerClient, region);
  const accountIds = member === undefined ? undefined : [member];
  for (const [kind, listing] of Object.entries(OPTIMIZER_LISTINGS)) {
    const pages = tokenPages(
      (nextToken) => listing(client, { accountIds, nextToken }, { abortSignal: signal }),
      ({ nextToken }) => nextToken,
    );
    for await (const { items = [], errors = [] } of pages) {
      const [error] = errors;
      if (error !== undefined) {
        const what = [error.identifier, error.code, error.message].filter(Boolean).join(' ');
        throw new PartialAdviceError(`Compute Optimizer left out a part: ${what}`, {
          remedy: 'run again later: the store keeps what it had',
        });
      }
      yield items
        .flatMap((item) => optimizerRecommendations(kind, item))
        .map((one) => ({ ...one, account: one.account ?? member, region: one.region ?? region }));
    }
  }
}
