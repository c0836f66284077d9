import { z } from 'zod';
import type { IssuedCredentials } from './services/handler.ts';

/** Who a request comes from. */
export interface Caller {
  readonly accountId: string;
  readonly arn: string;
  /** Milliseconds since 1970; undefined for keys that do not expire. */
  readonly expiresAt: number | undefined;
}

/** The sandbox's long-lived key: it belongs to the management account. It is no secret. */
export const SANDBOX_KEY = {
  accessKeyId: 'AKIASANDBOXMANAGEMENT',
  secretAccessKey: 'sandbox',
} as const;

const Session = z.object({ account: z.string(), arn: z.string(), expiresAt: z.number() });

/** Temporary keys hold all there is to know of them, so the sandbox keeps no list. */
export function issueCredentials(
  roleArn: string,
  sessionName: string,
  lifetimeSeconds: number,
  now: number,
): IssuedCredentials {
  const [, account = '', role = ''] =
    /^arn:[^:]+:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(roleArn) ?? [];
  const expiresAt = now + lifetimeSeconds * 1_000;
  const arn = `arn:aws:sts::${account}:assumed-role/${role}/${sessionName}`;
  const session = Buffer.from(JSON.stringify({ account, arn, expiresAt })).toString('base64url');
  return {
    AccessKeyId: `ASIASANDBOX${account}`,
    SecretAccessKey: 'sandbox',
    SessionToken: session,
    Expiration: new Date(expiresAt),
  };
}

/** Whose keys these are; undefined when the sandbox never gave them out. */
export function callerOf(
  accessKeyId: string | undefined,
  sessionToken: string | undefined,
  managementAccountId: string,
): Caller | undefined {
  if (accessKeyId === SANDBOX_KEY.accessKeyId) {
    const arn = `arn:aws:iam::${managementAccountId}:user/sandbox`;
    return { accountId: managementAccountId, arn, expiresAt: undefined };
  }
  if (sessionToken === undefined) return undefined;
  try {
    const session = Session.parse(JSON.parse(Buffer.from(sessionToken, 'base64url').toString()));
    return { accountId: session.account, arn: session.arn, expiresAt: session.expiresAt };
  } catch {
    return undefined;
  }
}
