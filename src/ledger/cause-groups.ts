import type { CauseCount } from './ledger.ts';

/** Causes with the same reason: they differ only in the names of kinds, actions, accounts and resources. */
export interface CauseGroup extends Pick<CauseCount, 'outcome' | 'code' | 'message'> {
  /** With every IAM action that the remedies name. */
  readonly remedy: string;
  readonly kinds: readonly string[];
  /** Actions on single resources that failed; empty when the scopes themselves could not be read. */
  readonly actions: readonly string[];
  readonly scopes: number;
  readonly resources: number;
  /** Some of the places: `111122223333 eu-west-1`. */
  readonly places: readonly string[];
}

/** `sqs:ListQueues` */
const IAM_ACTION = /\b[a-z][a-z0-9-]+:[A-Z]\w+/g;
const IAM_ACTIONS = /\b[a-z][a-z0-9-]+:[A-Z]\w+(?:, [a-z][a-z0-9-]+:[A-Z]\w+)*/g;
/** Names that differ between failures: ARNs, account ids, request ids. */
const NAMES: readonly RegExp[] = [
  /\barn:[^\s"',)]+/g,
  /\b\d{12}\b/g,
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi,
  /\b[a-z]{2}(?:-[a-z]+)+-\d\b/g, // regions
  /[\w+/=-]{60,}/g, // encoded messages
];
/** Error codes of calls that IAM denies. */
const DENIED = /AccessDenied|Unauthori[sz]ed|NotAuthorized|AuthorizationError|Forbidden/;
/**
 * What denies the call, as AWS puts it: `no identity-based policy`, `explicit deny in a service control
 * policy`.
 */
const DENIED_BY = /\bno [\w-]+ policy\b|\bexplicit deny in an? [\w -]+? policy\b/;
/** Actions that a remedy names. */
const MOST_ACTIONS = 20;
const MOST_PLACES = 5;

/** Groups causes with the same reason; the groups with the most scopes come first. */
export function groupCauses(causes: readonly Readonly<CauseCount>[]): readonly CauseGroup[] {
  const groups = new Map<string, Readonly<CauseCount>[]>();
  for (const cause of causes) {
    const name = reasonOf(cause);
    groups.set(name, [...(groups.get(name) ?? []), cause]);
  }
  return [...groups.values()]
    .map(groupOf)
    .sort((one, other) => other.scopes - one.scopes || other.resources - one.resources);
}

function reasonOf({ outcome, code, message, remedy }: Readonly<CauseCount>): string {
  const reason = DENIED.test(code)
    ? ['denied', DENIED_BY.exec(message)?.[0]]
    : [code, withoutNames(message)];
  return JSON.stringify([outcome, ...reason, withoutNames(remedy)]);
}

function withoutNames(text: string): string {
  const named = NAMES.reduce((result, pattern) => result.replaceAll(pattern, '…'), text);
  return named.replaceAll(IAM_ACTIONS, '…');
}

function groupOf(causes: readonly Readonly<CauseCount>[]): CauseGroup {
  const [first] = causes;
  if (first === undefined) throw new Error('a group has at least one cause');
  const { outcome, code, message } = first;
  const sum = (part: (cause: Readonly<CauseCount>) => number): number =>
    causes.reduce((total, cause) => total + part(cause), 0);
  return {
    outcome,
    code,
    message,
    remedy: jointRemedy(causes),
    kinds: distinct(causes.map(({ kind }) => kind)),
    actions: distinct(causes.flatMap(({ action }) => action ?? [])),
    scopes: sum(({ scopes }) => scopes),
    resources: sum(({ resources }) => resources),
    places: varied(distinct(causes.flatMap(({ places }) => places))).slice(0, MOST_PLACES),
  };
}

/** The same places, reordered: one of each account first. */
function varied(places: readonly string[]): readonly string[] {
  const accounts = new Set<string>();
  const isFirst = (place: string): boolean => {
    const [account = ''] = place.split(' ');
    if (accounts.has(account)) return false;
    accounts.add(account);
    return true;
  };
  const ones = places.filter(isFirst);
  return [...ones, ...places.filter((place) => !ones.includes(place))];
}

/** One remedy for all, naming the actions of each. */
function jointRemedy(causes: readonly Readonly<CauseCount>[]): string {
  const remedy = causes[0]?.remedy ?? '';
  const all = distinct(causes.flatMap((cause) => cause.remedy.match(IAM_ACTION) ?? []));
  const omitted = all.length - MOST_ACTIONS;
  const rest = omitted > 0 ? ` and ${omitted} more (run: longshore iam-policy)` : '';
  const text = `${all.slice(0, MOST_ACTIONS).join(', ')}${rest}`;
  return all.length === 0 ? remedy : remedy.replace(IAM_ACTIONS, () => text);
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
