import { classify } from '../../../aws/errors.ts';
import { remedyFor } from '../../../aws/remedy.ts';
import { SpendCapError } from '../../../cost/prices/paid-calls.ts';
import { LongshoreError, messageOf } from '../../../lib/errors.ts';
import type { CollectedScope } from './collect-report.ts';

/** AWS says this to accounts that have never opened Cost Explorer. */
const NOT_ENABLED = /not enabled for cost explorer/i;
const ENABLE =
  'open Cost Explorer once in the console of the payer account; AWS has data 24 hours later. Or define a FOCUS export';
/** Cost Explorer's answers that time alone changes. */
const LATER: Readonly<Record<string, string>> = {
  DataUnavailableException:
    'run again later: Cost Explorer needs up to 24 hours after it was enabled, and has 14 months',
  BillExpirationException: 'run again: AWS refreshed the bill while it was read',
  RequestChangedException: 'run again: AWS refreshed the bill while it was read',
};

/** How a failure ends a scope: the outcome, why, and the fix. */
export function failedScope(
  error: unknown,
  permissions: readonly string[],
): Pick<CollectedScope, 'outcome' | 'reason' | 'remedy'> {
  const reason = messageOf(error);
  if (error instanceof SpendCapError) {
    return { outcome: 'spend-cap', reason, ...remedyOf(error) };
  }
  if (error instanceof LongshoreError) return { outcome: 'failed', reason, ...remedyOf(error) };
  const failure = classify(error);
  if (NOT_ENABLED.test(failure.message)) {
    return { outcome: 'not-enabled', reason: failure.message, remedy: ENABLE };
  }
  const remedy = LATER[failure.code] ?? remedyFor(failure, permissions);
  return {
    outcome: failure.class === 'denied' ? 'denied' : 'failed',
    reason: failure.message,
    remedy,
  };
}

function remedyOf({ remedy }: LongshoreError): { readonly remedy?: string } {
  return remedy === undefined ? {} : { remedy };
}
