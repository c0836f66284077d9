import { hash32 } from '../../src/lib/random.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { awsCallOf } from '../helpers/aws-call.ts';
import {
  DAMAGES,
  FOREIGN_ANSWERS,
  REPLACED_BODIES,
  type Delivery,
  type ProxiedAnswer,
  type ProxiedRequest,
  type ProxyHooks,
} from '../helpers/fault-proxy.ts';
import type { Chance } from './chance.ts';
import {
  CHANGING_KINDS,
  LISTING_OPERATIONS,
  REGIONS,
  type ChaosEstate,
  type Lie,
} from './chaos-estate.ts';

/** The calls of a run: discovery, listings, descriptions, and the confirmation of deletions. */
const OPERATIONS = [
  ...LISTING_OPERATIONS,
  'ec2:DescribeRegions',
  'ecs:DescribeClusters',
  'ecs:DescribeServices',
  'lambda:GetFunction',
  'organizations:DescribeAccount',
  'organizations:ListAccountsForParent',
  's3:HeadBucket',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sts:AssumeRole',
  'tagging:GetResources',
] as const;

const ANSWERS: Readonly<Record<string, (answer: ProxiedAnswer) => Delivery>> = {
  ...DAMAGES,
  ...FOREIGN_ANSWERS,
  ...prefixed('headers of AWS, ', REPLACED_BODIES),
};

/** A fault between the program and AWS, with its description. */
export interface Harm {
  readonly name: string;
  /** Configured in the sandbox. */
  readonly fault?: Fault;
  /** Done by the proxy in front of the sandbox. */
  readonly proxied?: ProxiedHarm;
}

interface ProxiedHarm {
  readonly operation: string;
  /** The share of different requests that fail, identified by their content. */
  readonly share: number;
  readonly seed: number;
  change(request: ProxiedRequest, answer: ProxiedAnswer): Delivery | undefined;
}

/** Faults of AWS. */
export function pickHarm(chance: Chance, accounts: readonly string[]): Harm {
  const draw = chance.below(10);
  if (draw < 4) return sandboxHarm(chance, accounts);
  const operation = chance.pick(OPERATIONS);
  const share = chance.pick([0.3, 0.6, 1]);
  const seed = chance.below(1_000_000);
  if (draw < 8) {
    const [title, damage] = chance.pick(Object.entries(ANSWERS));
    const proxied = {
      operation,
      share,
      seed,
      change: (_: ProxiedRequest, answer: ProxiedAnswer) => damage(answer),
    };
    return { name: `${operation} ${title} (${share})`, proxied };
  }
  const listing = chance.pick(LISTING_OPERATIONS);
  const [title, make] = chance.pick(Object.entries(PAGE_HARMS));
  return {
    name: `${listing} ${title}`,
    proxied: { operation: listing, share: 1, seed, change: make() },
  };
}

function sandboxHarm(chance: Chance, accounts: readonly string[]): Harm {
  const type = chance.pick([
    'throttle',
    'deny',
    'deny',
    'deny',
    'server-error',
    'reset',
    'slow',
    'expired',
    'region-disabled',
    'hang',
  ] as const);
  const [service = '', operation = ''] = chance.pick(OPERATIONS).split(':');
  const isWide = chance.happens(0.3);
  const isOnce = type === 'hang' || chance.happens(0.3);
  const where = {
    service,
    ...(!isWide && { operation }),
    ...(chance.happens(0.5) && { account: chance.pick(accounts) }),
    ...(chance.happens(0.3) && { region: chance.pick(REGIONS) }),
    ...(isOnce && { times: 1 + chance.below(3) }),
  };
  const fault: Fault =
    type === 'slow' ? { ...where, type, milliseconds: 100, times: 20 } : { ...where, type };
  return { name: `${type} ${Object.values(where).join(' ')}`, fault };
}

/** A valid but partial listing. */
export function pickLie(chance: Chance, estate: ChaosEstate): Lie {
  return {
    operation: chance.pick(LISTING_OPERATIONS),
    account: chance.happens(0.4) ? chance.pick(estate.accountIds) : undefined,
    way: chance.pick(['drop', 'drop', 'empty', 'cut'] as const),
    which: chance.below(4),
  };
}

/** Resources, clusters with their contents, and an account are created and deleted, and values change. */
export function churn(chance: Chance, estate: ChaosEstate): string {
  const draw = chance.below(10);
  const account = chance.pick(estate.accountIds);
  const region = chance.pick(REGIONS);
  if (draw === 0) {
    estate.setLostAccount(!estate.hasLostAccount);
    return `${estate.lastAccount} ${estate.hasLostAccount ? 'leaves' : 'comes back'}`;
  }
  if (draw < 3) {
    estate.revise(account, region);
    return `new values in ${account} ${region}`;
  }
  const kind = chance.pick(CHANGING_KINDS);
  const count = chance.below(4);
  estate.setGone(kind, account, region, count);
  return `${count} ${kind} gone in ${account} ${region}`;
}

/** The proxy's part of these faults. */
export function hooksOf(harms: readonly Harm[], managementAccountId: string): ProxyHooks {
  const proxied = harms.flatMap((harm) => harm.proxied ?? []);
  if (proxied.length === 0) return {};
  return {
    async onResponse(request, answer) {
      const { name } = await awsCallOf(request, managementAccountId);
      for (const { operation, share, seed, change } of proxied) {
        const draw = hash32(`${request.target} ${request.body.toString()}`, seed) % 1_000;
        if (operation !== name || draw >= share * 1_000) continue;
        const changed = change(request, answer);
        if (changed !== undefined) return changed;
      }
      return undefined;
    },
  };
}

const TOKEN_IN_ANSWER =
  /("(?:nextToken|NextToken|NextMarker)":")([^"]+)(")|(<(?:nextToken|NextToken|ContinuationToken)>)([^<]+)(<)/;
const TOKEN_IN_REQUEST =
  /"(?:nextToken|NextToken|Marker)":"[^"]*",?|[&?](?:NextToken|Marker|continuation-token)=[^&\s]*/gi;

/** Faults of pages. Each is created separately for a run. */
const PAGE_HARMS: Readonly<Record<string, () => ProxiedHarm['change']>> = {
  /** Every page leads to the same page as the first. */
  'repeats its token': () => {
    const tokens = new Map<string, string>();
    return (request, answer) => {
      const list = listOf(request);
      const text = answer.body.toString('latin1');
      const token = tokenIn(text);
      const first = tokens.get(list);
      if (first === undefined && token !== undefined) tokens.set(list, token);
      if (first === undefined || token === undefined) return undefined;
      return { ...answer, body: Buffer.from(text.replace(token, first), 'latin1') };
    };
  },
  /** Every page is the first. */
  'repeats its first page': () => {
    const pages = new Map<string, ProxiedAnswer>();
    return (request, answer) => {
      const list = listOf(request);
      const first = pages.get(list);
      if (first === undefined && answer.status === 200) pages.set(list, answer);
      return first;
    };
  },
};

function tokenIn(text: string): string | undefined {
  const found = TOKEN_IN_ANSWER.exec(text);
  return found?.[2] ?? found?.[5];
}

/** Identifies a listing, independent of the requested page. */
function listOf({ target, body, headers }: ProxiedRequest): string {
  const [credential = ''] = /Credential=[^,]+/.exec(String(headers['authorization'])) ?? [];
  return `${credential} ${target} ${body.toString()}`.replaceAll(TOKEN_IN_REQUEST, '');
}

function prefixed<Value>(
  prefix: string,
  values: Readonly<Record<string, Value>>,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
}
