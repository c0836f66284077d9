import { callerOf } from '../../src/sandbox/credentials.ts';
import { decode, serviceOf } from '../../src/sandbox/wire/decode.ts';
import { loadService } from '../../src/sandbox/clients.ts';
import type { ProxiedRequest } from './fault-proxy.ts';

/** The operation that a request to the sandbox's AWS calls, and its caller. */
export interface AwsCall {
  /** The caller's account; empty for a caller that the sandbox does not know. */
  readonly accountId: string;
  /** `sqs:ListQueues` */
  readonly name: string;
  readonly operation: string;
}

/** Reads a request that goes to a sandbox, whose management account this is. */
export async function awsCallOf(
  request: ProxiedRequest,
  managementAccountId: string,
): Promise<AwsCall> {
  await Promise.all([loadService('sts'), loadService(serviceOf(request))]);
  const { service, operation, accessKeyId, sessionToken } = decode({
    ...request,
    body: request.body.toString('utf8'),
  });
  const caller = callerOf(accessKeyId, sessionToken, managementAccountId);
  return { accountId: caller?.accountId ?? '', name: `${service}:${operation}`, operation };
}
