import { Estate, type EstateKind, type EstateOptions } from '../../src/sandbox/estate/estate.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Handler, HandlerContext } from '../../src/sandbox/services/handler.ts';
import { ACCOUNT, STS } from '../../src/sandbox/services/identity.ts';
import { ORGANIZATIONS } from '../../src/sandbox/services/organizations.ts';
import { simulatedAnswer } from '../helpers/simulated.ts';

export const REGIONS = ['us-east-1', 'eu-west-1'] as const;
const ACCOUNTS = 3;
const SIZE = {
  'AWS::S3::Bucket': 4,
  'AWS::EC2::Instance': 6,
  'AWS::ECS::Cluster': 4,
  'AWS::SQS::Queue': 8,
  'AWS::Lambda::Function': 4,
} as const;
/** What is created and deleted. Services follow their cluster. */
export const CHANGING_KINDS = Object.keys(SIZE) as readonly (keyof typeof SIZE & EstateKind)[];
/** Every listing has several pages. */
const RESOURCES_PER_PAGE = 2;

/** A valid but false response from AWS: an existing resource is silently missing. */
export interface Lie {
  /** `sqs:ListQueues` */
  readonly operation: string;
  /** @default every account */
  readonly account?: string | undefined;
  /** `drop` removes one element of each page, `empty` all, `cut` the pages after the first. */
  readonly way: 'drop' | 'empty' | 'cut';
  /** Which element is removed. */
  readonly which: number;
}

/** The resources at one moment, and AWS's responses for them. */
const LISTINGS: Readonly<Record<string, Handler | undefined>> = {
  'sqs:ListQueues': simulatedAnswer('sqs:ListQueues'),
  's3:ListBuckets': simulatedAnswer('s3:ListBuckets'),
  'ec2:DescribeInstances': simulatedAnswer('ec2:DescribeInstances'),
  'ecs:ListClusters': simulatedAnswer('ecs:ListClusters'),
  'ecs:ListServices': simulatedAnswer('ecs:ListServices'),
  'lambda:ListFunctions': simulatedAnswer('lambda:ListFunctions'),
  'account:ListRegions': ACCOUNT['ListRegions'],
  'organizations:ListAccounts': ORGANIZATIONS.ListAccounts,
};
export const LISTING_OPERATIONS = Object.keys(LISTINGS);

/** Members of responses that lead to the next page. */
const TOKENS = ['NextToken', 'nextToken', 'NextMarker', 'ContinuationToken'];

/**
 * A simulated organization whose resources, clusters and accounts are created and deleted, whose values change,
 * and whose AWS can return false responses.
 */
export class ChaosEstate {
  readonly #gone = new Map<string, number>();
  readonly #revisions = new Map<string, number>();
  readonly #whole: Estate;
  readonly #smaller: Estate;
  #hasLostAccount = false;
  #lies: readonly Lie[] = [];

  constructor(seed: string) {
    const options = {
      seed,
      ...SIZE,
      'AWS::ECS::Service': 2,
      regions: REGIONS,
      usedRegions: REGIONS.length,
      suspendedEvery: 0,
      shrinkBy: (kind: EstateKind, account: string, region: string) =>
        this.#gone.get(placeOf(kind, account, region)) ?? 0,
    } satisfies EstateOptions;
    this.#whole = new Estate({ ...options, accounts: ACCOUNTS });
    this.#smaller = new Estate({ ...options, accounts: ACCOUNTS - 1 });
  }

  get accountIds(): readonly string[] {
    return this.#whole.accountIds;
  }

  /** The account that leaves the organization and returns. */
  get lastAccount(): string {
    return this.#whole.accountIds.at(-1) ?? '';
  }

  get hasLostAccount(): boolean {
    return this.#hasLostAccount;
  }

  /** Identifies the contents: the same for the same resources with the same values. */
  get state(): string {
    const changed = [...this.#gone, ...this.#revisions].filter(([, count]) => count > 0);
    return JSON.stringify([this.#hasLostAccount, ...changed.sort()]);
  }

  startSandbox(): Promise<Sandbox> {
    return startSandbox({
      estate: this.#whole,
      maxPageSize: RESOURCES_PER_PAGE,
      replies: this.#replies(),
    });
  }

  /** The given number of resources of a kind is missing in one account and region. */
  setGone(kind: EstateKind, account: string, region: string, count: number): void {
    this.#gone.set(placeOf(kind, account, region), count);
  }

  setLostAccount(isLost: boolean): void {
    this.#hasLostAccount = isLost;
  }

  /** The queues of a region get other values; every second time one is deleted. */
  revise(account: string, region: string): void {
    const place = placeOf('revision', account, region);
    this.#revisions.set(place, ((this.#revisions.get(place) ?? 0) + 1) % 4);
  }

  setLies(lies: readonly Lie[]): void {
    this.#lies = lies;
  }

  #replies(): Record<string, Handler> {
    const replies: Record<string, Handler> = {
      'sqs:GetQueueAttributes': (input, context) =>
        this.#revised(simulatedAnswer('sqs:GetQueueAttributes')(input, context), context),
      'sts:AssumeRole': this.#inOrganization(STS['AssumeRole']),
    };
    for (const [name, handler] of Object.entries(ORGANIZATIONS)) {
      replies[`organizations:${name}`] = this.#inOrganization(handler);
    }
    for (const operation of LISTING_OPERATIONS) {
      const handler = replies[operation] ?? LISTINGS[operation];
      replies[operation] = (input, context) => {
        const truth = handler?.(input, context) ?? {};
        return 'InstanceIds' in input || 'Filters' in input
          ? truth
          : this.#told(operation, truth, context);
      };
    }
    return replies;
  }

  #inOrganization(handler: Handler | undefined): Handler {
    return (input, context) => {
      const estate = this.#hasLostAccount ? this.#smaller : this.#whole;
      return handler?.(input, { ...context, estate }) ?? {};
    };
  }

  #revised(answer: object, { accountId, region }: HandlerContext): object {
    const revision = this.#revisions.get(placeOf('revision', accountId, region)) ?? 0;
    if (revision === 0 || !('Attributes' in answer)) return answer;
    const attributes = answer.Attributes as Record<string, string>;
    const { RedrivePolicy, ...others } = attributes;
    const isKept = revision % 2 === 0 && RedrivePolicy !== undefined;
    const VisibilityTimeout = String(Number(attributes['VisibilityTimeout']) + revision);
    return {
      Attributes: { ...others, VisibilityTimeout, ...(isKept && { RedrivePolicy }) },
    };
  }

  #told(operation: string, truth: object, { accountId }: HandlerContext): object {
    const lie = this.#lies.find(
      (one) =>
        one.operation === operation && (one.account === undefined || one.account === accountId),
    );
    if (lie === undefined) return truth;
    const members = Object.entries(truth);
    if (lie.way === 'cut')
      return Object.fromEntries(members.filter(([name]) => !TOKENS.includes(name)));
    return Object.fromEntries(
      members.map(([name, value]) => [name, Array.isArray(value) ? left(value, lie) : value]),
    );
  }
}

function left(elements: readonly unknown[], { way, which }: Lie): readonly unknown[] {
  if (way === 'empty' || elements.length === 0) return [];
  const dropped = which % elements.length;
  return elements.filter((_, index) => index !== dropped);
}

function placeOf(kind: string, account: string, region: string): string {
  return `${kind} ${account} ${region}`;
}
