import type { Account } from '../../aws/account.ts';

/** A call as CloudTrail recorded it, reduced to what kinds use. */
export interface CloudTrailCall {
  readonly account: Account;
  readonly region: string;
  readonly eventName: string;
  /** `detail.requestParameters`; empty when there are none. */
  readonly requestParameters: Readonly<Record<string, unknown>>;
  /** `detail.responseElements`; empty when there are none. */
  readonly responseElements: Readonly<Record<string, unknown>>;
}

/** What the identifiers tell without a call: enough to find the entity of a deleted resource. */
export interface LiveEventStub {
  readonly properties: object;
  /** As the kind's own `__ExtraContext`. @default AccountId and Region */
  readonly extraContext?: object;
}

/**
 * Which CloudTrail events say that a resource of a kind changed. Whether it was created, changed or
 * deleted does not matter: it is re-read.
 */
export interface LiveEventRules {
  /** CloudTrail's `eventSource`: `sqs.amazonaws.com`. Other services have events of the same name. */
  readonly source: string;
  /** CloudTrail's `eventName`s. */
  readonly events: readonly string[];
  /** Those of the events after which the resource is gone. */
  readonly deletions: readonly string[];
  /** What each changed resource is fetched by, in the order of the kind's `identifiers`. */
  resources(call: CloudTrailCall): readonly (readonly string[])[];
  stub(identifiers: readonly string[], account: Account, region: string): LiveEventStub;
}

/** A text among a call's parameters; undefined when it is anything else. */
export function textAt(
  parameters: Readonly<Record<string, unknown>>,
  ...path: readonly string[]
): string | undefined {
  let value: unknown = parameters;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Every text in a call's parameters and its answer, but for those below members of these names. */
export function textsOf(
  { requestParameters, responseElements }: CloudTrailCall,
  without: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  const texts = new Set<string>();
  const left: unknown[] = [requestParameters, responseElements]; // no recursion: records may be nested at will
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === 'string') texts.add(value);
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, member] of Object.entries(value) as [string, unknown][])
      if (!without.has(name)) left.push(member);
  }
  return texts;
}

/** The texts under a key of each element of a list among a call's parameters. */
export function textsIn(
  parameters: Readonly<Record<string, unknown>>,
  path: readonly string[],
  key: string,
): readonly string[] {
  let value: unknown = parameters;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return [];
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  if (!Array.isArray(value)) return [];
  return value.flatMap((element: unknown) => {
    const isMap = typeof element === 'object' && element !== null;
    const text = isMap ? textAt(element as Readonly<Record<string, unknown>>, key) : undefined;
    return text ?? [];
  });
}

/** A list of texts among a call's parameters; empty when it is anything else. */
export function textListAt(
  parameters: Readonly<Record<string, unknown>>,
  name: string,
): readonly string[] {
  const value = parameters[name];
  if (!Array.isArray(value)) return [];
  return value.filter((element): element is string => typeof element === 'string');
}

/** An ARN among a call's parameters. CloudTrail may write a part of a path as it was sent: `arn%3Aaws%3A…`. */
export function arnAt(
  parameters: Readonly<Record<string, unknown>>,
  name: string,
): string | undefined {
  const arn = textAt(parameters, name);
  return arn?.startsWith('arn%3A') === true ? decodeURIComponent(arn) : arn;
}

/** One resource, when it has a name. */
export function named(text: string | undefined): readonly (readonly string[])[] {
  return text === undefined ? [] : [[text]];
}
