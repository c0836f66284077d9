import { z } from 'zod';
import type { IssuedCredentials } from './services/handler.ts';

/** The sender of a request. */
export interface Caller {
  readonly accountId: string;
  readonly arn: string;
  /** Milliseconds since 1970; undefined for keys that do not expire. */
  readonly expiresAt: number | undefined;
}

/** The sandbox's long-lived key, which belongs to the management account. It is not secret. */
export const SANDBOX_KEY = {
  accessKeyId: 'AKIASANDBOXMANAGEMENT',
  secretAccessKey: 'sandbox',
} as const;

/** The secret of every temporary key. */
export const SESSION_SECRET = 'sandbox';

const Session = z.object({ account: z.string(), arn: z.string(), expiresAt: z.number() });

/** A session token contains its account, role and expiry, so the sandbox does not store tokens. */
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
    AccessKeyId: sessionKeyOf(account),
    SecretAccessKey: SESSION_SECRET,
    SessionToken: session,
    Expiration: new Date(expiresAt),
  };
}

function sessionKeyOf(accountId: string): string {
  return `ASIASANDBOX${accountId}`;
}

/** The owner of keys; undefined for keys that the sandbox has not issued. */
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
    if (accessKeyId !== sessionKeyOf(session.account)) return undefined;
    return { accountId: session.account, arn: session.arn, expiresAt: session.expiresAt };
  } catch {
    return undefined;
  }
}
