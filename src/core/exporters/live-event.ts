import type { Account } from '../../aws/account.ts';

/** A call recorded by CloudTrail, with the fields that kinds use. */
export interface CloudTrailCall {
  readonly account: Account;
  readonly region: string;
  readonly eventName: string;
  /** `detail.requestParameters`; empty when there are none. */
  readonly requestParameters: Readonly<Record<string, unknown>>;
  /** `detail.responseElements`; empty when there are none. */
  readonly responseElements: Readonly<Record<string, unknown>>;
}

/** The properties known from the identifiers: enough to find the entity of a deleted resource. */
export interface LiveEventStub {
  readonly properties: object;
  /** Like the kind's own `__ExtraContext`. @default AccountId and Region */
  readonly extraContext?: object;
}

/**
 * The CloudTrail events that change a resource of a kind. The resource is re-read, whether it was created,
 * changed or deleted.
 */
export interface LiveEventRules {
  /** CloudTrail's `eventSource`: `sqs.amazonaws.com`. Other services have events with the same names. */
  readonly source: string;
  /** CloudTrail's `eventName`s. */
  readonly events: readonly string[];
  /** The events after which the resource is deleted. */
  readonly deletions: readonly string[];
  /** The identifiers of each changed resource, in the order of the kind's `identifiers`. */
  resources(call: CloudTrailCall): readonly (readonly string[])[];
  stub(identifiers: readonly string[], account: Account, region: string): LiveEventStub;
}

/** A text parameter of a call; undefined for other types. */
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

/** Every text in a call's parameters and response, except below members with these names. */
export function textsOf(
  { requestParameters, responseElements }: CloudTrailCall,
  without: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  const texts = new Set<string>();
  const left: unknown[] = [requestParameters, responseElements]; // no recursion: records may be deeply nested
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === 'string') texts.add(value);
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, member] of Object.entries(value) as [string, unknown][])
      if (!without.has(name)) left.push(member);
  }
  return texts;
}

/** The texts under a key of each element of a list parameter. */
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

/** A list of texts in a call's parameters; empty for other types. */
export function textListAt(
  parameters: Readonly<Record<string, unknown>>,
  name: string,
): readonly string[] {
  const value = parameters[name];
  if (!Array.isArray(value)) return [];
  return value.filter((element): element is string => typeof element === 'string');
}

/** An ARN parameter. CloudTrail may record it URL-encoded: `arn%3Aaws%3A…`. */
export function arnAt(
  parameters: Readonly<Record<string, unknown>>,
  name: string,
): string | undefined {
  const arn = textAt(parameters, name);
  return arn?.startsWith('arn%3A') === true ? decodeURIComponent(arn) : arn;
}

/** One resource, if it has a name. */
export function named(text: string | undefined): readonly (readonly string[])[] {
  return text === undefined ? [] : [[text]];
}
