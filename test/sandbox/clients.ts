import { AccountClient } from '@aws-sdk/client-account';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll } from '@jest/globals';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Estate, EstateOptions } from '../../src/sandbox/estate/estate.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

/** Enough of everything for several pages of each list, and small enough to compare whole. */
export const SMALL = {
  seed: 'sandbox tests',
  accounts: 3,
  usedRegions: 2,
  'AWS::S3::Bucket': 40,
  'AWS::EC2::Instance': 60,
  'AWS::ECS::Cluster': 8,
  'AWS::ECS::Service': 12,
  'AWS::SQS::Queue': 60,
} as const satisfies EstateOptions;

/** A sandbox of the small estate. */
export function smallSandbox(
  options: Omit<SandboxOptions, 'estate'> & { readonly estate?: EstateOptions | Estate } = {},
): Promise<Sandbox> {
  return startSandbox({ estate: SMALL, ...options });
}

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The sandbox's ambient key, which belongs to the management account. */
export function ambientKeys({ environment }: Sandbox): Keys {
  return {
    accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
  };
}

/** What every client of these tests is made with: one attempt, so that each answer is seen. */
export function settings(sandbox: Sandbox, region = 'us-east-1', keys = ambientKeys(sandbox)) {
  return {
    endpoint: sandbox.endpoint,
    region,
    credentials: keys,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ requestTimeout: 5_000, throwOnRequestTimeout: true }),
  };
}

/** Assumes an account's role, as a resync does. */
export async function assume(sandbox: Sandbox, accountId: string): Promise<Keys> {
  const sts = new STSClient(settings(sandbox));
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: sandbox.roleArn(accountId), RoleSessionName: 'session' }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

/** A client of every service, for one account and region. */
export function clients(sandbox: Sandbox, region = 'us-east-1', keys = ambientKeys(sandbox)) {
  const shared = settings(sandbox, region, keys);
  return {
    account: new AccountClient(shared),
    ec2: new EC2Client(shared),
    ecs: new ECSClient(shared),
    organizations: new OrganizationsClient(shared),
    s3: new S3Client({ ...shared, forcePathStyle: true }),
    sqs: new SQSClient(shared),
    sts: new STSClient(shared),
    tagging: new ResourceGroupsTaggingAPIClient(shared),
  };
}

/** A member account in one region of an estate, and what a client there is made with. */
export interface Scope {
  readonly sandbox: Sandbox;
  readonly estate: Estate;
  readonly accountId: string;
  readonly region: string;
  readonly keys: Keys;
  readonly settings: ReturnType<typeof settings>;
}

/** Opens a sandbox with so many resources in each account, and closes it after the tests of the file. */
export async function openScope(counts: Omit<EstateOptions, 'seed'>): Promise<Scope> {
  const region = 'eu-west-1';
  const estateOptions = { seed: 'one scope', accounts: 2, regions: [region], usedRegions: 1 };
  const sandbox = await startSandbox({ estate: { ...estateOptions, ...counts } });
  afterAll(() => sandbox.close());
  const { estate } = sandbox;
  const accountId = memberOf(sandbox);
  const keys = await assume(sandbox, accountId);
  return {
    sandbox,
    estate,
    accountId,
    region,
    keys,
    settings: settings(sandbox, region, keys),
  };
}

/** The accounts of the small estate that are not the management account. */
export function memberOf({ estate }: Sandbox): string {
  const [, member] = estate.accountIds;
  if (member === undefined) throw new Error('the estate has one account only');
  return member;
}

/** What a rejected call looks like to a caller of the SDK. */
export interface Failure {
  readonly name: string;
  readonly code: string | undefined;
  readonly status: number | undefined;
  readonly message: string;
}

/** Waits for a call to fail, and says how the SDK tells it. */
export async function failureOf(call: Promise<unknown>): Promise<Failure> {
  try {
    await call;
  } catch (error) {
    const thrown = error as Error & {
      readonly Code?: string;
      readonly code?: string;
      readonly $metadata?: { readonly httpStatusCode?: number };
    };
    return {
      name: thrown.name,
      code: thrown.Code ?? thrown.code,
      status: thrown.$metadata?.httpStatusCode,
      message: thrown.message,
    };
  }
  throw new Error('the call was answered, where it should have failed');
}

/** All pages of a paginated list, and how many there were. */
export async function readAll<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<{ readonly items: readonly Item[]; readonly pageCount: number }> {
  const items: Item[] = [];
  let pageCount = 0;
  for await (const page of pages) {
    pageCount += 1;
    items.push(...(itemsOf(page) ?? []));
  }
  return { items, pageCount };
}

/** An answer as it was, without what the SDK adds of its own and without members that are undefined. */
export function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const entries = Object.entries(value).filter(
    ([name, member]) => name !== '$metadata' && member !== undefined,
  );
  return Object.fromEntries(entries.map(([name, member]) => [name, bare(member)]));
}
