import { deniedPermission, type AwsFailure } from './errors.ts';

/** The remedy when a proxy or gateway answers instead of AWS. */
export const NOT_AWS_REMEDY =
  'the response is not from AWS: check proxies, gateways and firewalls on the way, and AWS_ENDPOINT_URL if it is set; nothing was deleted';

/** AWS's error codes for a rejected signature: the secret is wrong, or the clock. */
const SIGNATURE_CODES = [
  'InvalidSignatureException',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
];
const CLOCK = /^Signature expired|^Signature not yet current/;

/** The remedy when AWS rejected a signature; undefined for other failures. */
export function signatureRemedy({
  code,
  message,
}: Pick<AwsFailure, 'code' | 'message'>): string | undefined {
  if (!SIGNATURE_CODES.includes(code)) return undefined;
  if (code === 'RequestTimeTooSkewed' || CLOCK.test(message)) {
    return 'set this machine’s clock: AWS refuses requests that are signed more than 5 minutes early or late';
  }
  return 'the AWS credentials are wrong: the secret access key does not belong to the access key ID. Check AWS_SECRET_ACCESS_KEY, awsSecretAccessKey in the settings, or the profile';
}

/**
 * The remedy for a failed call.
 *
 * @param permissions the IAM actions that the call may need
 */
export function remedyFor(failure: AwsFailure, permissions: readonly string[]): string {
  const remedy = failure.remedy ?? signatureRemedy(failure);
  if (remedy !== undefined) return remedy;
  switch (failure.class) {
    case 'denied':
      return `allow ${permissionsToAllow(failure, permissions)} for the role that reads this account`;
    case 'throttled':
      return 'AWS throttled every retry: run again later, lower --concurrency, or request a higher limit from AWS';
    case 'region-disabled':
    case 'credentials-invalid':
      return 'enable the region for this account, or deny it in the regionPolicy';
    case 'service-absent':
      return 'the service has no endpoint here: deny the region in the regionPolicy, or check name resolution';
    case 'transient':
      return 'AWS or the network failed repeatedly: run again; nothing of this scope was deleted';
    case 'not-aws':
      return NOT_AWS_REMEDY;
    case 'credentials-expired':
      return 'the credentials expired and could not be renewed: check their source and this machine’s clock';
    case 'cancelled':
      return 'the run was stopped before this was read: run again';
    case 'not-found':
    case 'not-configured':
    case 'other':
      return 'unexpected answer from AWS: run again; if the problem remains, report it';
  }
}

/** The permission in AWS's message, if it is one that we request; otherwise all that the call may need. */
function permissionsToAllow(failure: AwsFailure, permissions: readonly string[]): string {
  const named = deniedPermission(failure.message);
  if (named !== undefined && permissions.includes(named)) return named;
  return permissions.length > 0 ? permissions.join(', ') : (named ?? 'the call');
}
