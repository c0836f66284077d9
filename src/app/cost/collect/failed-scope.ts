import { z } from 'zod';
import { classify } from '../../../aws/errors.ts';
import { remedyFor } from '../../../aws/remedy.ts';
import { ExportChangingError } from '../../../cost/billing/s3/download-export.ts';
import { SpendCapError } from '../../../cost/prices/paid-calls.ts';
import { LongshoreError, messageOf } from '../../../lib/errors.ts';
import type { CollectedScope } from './collect-report.ts';

/** What AWS says to accounts that do not use a service, by its code or its message, and how to begin. */
const NOT_ENABLED: readonly { readonly says: RegExp; readonly remedy: string }[] = [
  {
    says: /not enabled for cost explorer/i,
    remedy:
      'open Cost Explorer once in the console of the payer account; AWS has data 24 hours later. Or define a FOCUS export',
  },
  {
    says: /opt-in only feature/i,
    remedy:
      'enable rightsizing recommendations in the Cost Management preferences of the payer account; AWS has them 24 hours later',
  },
  {
    says: /OptInRequiredException|not registered for recommendation/,
    remedy:
      'enroll the account in Compute Optimizer, in the payer account for all: aws compute-optimizer update-enrollment-status --status Active --include-member-accounts. Or leave it out: --sources, LONGSHORE_COST_SOURCES',
  },
  {
    says: /not enrolled/i,
    remedy:
      'enroll the payer account in Cost Optimization Hub: aws cost-optimization-hub update-enrollment-status --status Active --include-member-accounts. Or leave it out: --sources, LONGSHORE_COST_SOURCES',
  },
];
const ANOTHER_REGION =
  'the bucket is in another region: correct "region" of this export in LONGSHORE_COST_EXPORTS';
/** S3 names this permission where a key of the customer's encrypts the bucket. */
const DECRYPT = 'kms:Decrypt';
/** What to do about answers of Cost Explorer and S3, by their code. */
const REMEDIES: Readonly<Record<string, string>> = {
  NoSuchBucket: 'correct "bucket" of this export in LONGSHORE_COST_EXPORTS',
  PermanentRedirect: ANOTHER_REGION,
  AuthorizationHeaderMalformed: ANOTHER_REGION,
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
  if (error instanceof ExportChangingError) {
    return { outcome: 'changing', reason, ...remedyOf(error) };
  }
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    const where = issue?.path.map(String).join('.') ?? '';
    return {
      outcome: 'failed',
      reason: `AWS's answer has an unexpected form: ${where}: ${issue?.message ?? ''}`,
      remedy: 'report it: the store keeps what it had',
    };
  }
  if (error instanceof LongshoreError) return { outcome: 'failed', reason, ...remedyOf(error) };
  const failure = classify(error);
  const said = `${failure.code}: ${failure.message}`;
  const notEnabled = NOT_ENABLED.find(({ says }) => says.test(said));
  if (notEnabled !== undefined) {
    return { outcome: 'not-enabled', reason: failure.message, remedy: notEnabled.remedy };
  }
  const wanted = failure.message.includes(DECRYPT) ? [DECRYPT] : permissions;
  const remedy = REMEDIES[failure.code] ?? remedyFor(failure, wanted);
  return {
    outcome: failure.class === 'denied' ? 'denied' : 'failed',
    reason: failure.message,
    remedy,
  };
}

function remedyOf({ remedy }: LongshoreError): { readonly remedy?: string } {
  return remedy === undefined ? {} : { remedy };
}
