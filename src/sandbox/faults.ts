import { hash32 } from '../lib/random.ts';
import { denied, expired, regionDisabled, throttled } from './refusals.ts';
import { isSameResource, namesResource } from './resources.ts';
import { ServiceError, type Call } from './wire/call.ts';
import { signingNameOf } from './wire/services.ts';

/** The calls that a fault affects. Every given member must match. */
export interface FaultFilter {
  readonly account?: string;
  readonly region?: string;
  /** The signing name: `sqs`. */
  readonly service?: string;
  readonly operation?: string;
  /** Calls that name this resource: its id, name, URL or ARN. */
  readonly resource?: string;
  /** The share of matching calls that fail, 0 to 1, drawn from the seed. @default 1 */
  readonly probability?: number;
  /** Only the first n matching calls. `gone` and `omit` last until the faults are replaced. */
  readonly times?: number;
}

/** A fault and where it applies. */
export type Fault = FaultFilter &
  (
    | { readonly type: 'throttle' | 'server-error' | 'deny' | 'region-disabled' | 'expired' }
    /** The connection is cut. */
    | { readonly type: 'reset' }
    /** No response is sent. */
    | { readonly type: 'hang' }
    | { readonly type: 'slow'; readonly milliseconds: number }
    | {
        readonly type: 'error';
        readonly code: string;
        readonly status: number;
        readonly message?: string;
      }
    /** The resource is listed, but then not found. */
    | { readonly type: 'gone'; readonly resource: string }
    /** The resource is omitted from batch responses. */
    | { readonly type: 'omit'; readonly resource: string }
  );

/** How one call is answered. */
export interface Verdict {
  readonly delayMs: number;
  readonly error?: ServiceError;
  readonly connection: 'answer' | 'reset' | 'hang';
}

/** Decides call by call which fault applies; deterministic for the same seed. */
export class Faults {
  readonly #seed: number;
  #faults: readonly { readonly fault: Fault; hits: number }[] = [];
  #drawn = 0;

  constructor(seed: string, faults: readonly Fault[]) {
    this.#seed = hash32(seed);
    this.set(faults);
  }

  set(faults: readonly Fault[]): void {
    this.#faults = faults.map((fault) => ({ fault, hits: 0 }));
  }

  judge(call: Call, accountId: string, callerArn: string): Verdict {
    let delayMs = 0;
    for (const entry of this.#faults) {
      const { fault } = entry;
      if (fault.type === 'gone' || fault.type === 'omit' || !matches(fault, call, accountId))
        continue;
      if (fault.resource !== undefined && !namesResource(call, fault.resource)) continue;
      if (entry.hits >= (fault.times ?? Number.POSITIVE_INFINITY) || !this.#draws(fault)) continue;
      entry.hits += 1;
      if (fault.type === 'slow') delayMs += fault.milliseconds;
      else if (fault.type === 'reset' || fault.type === 'hang')
        return { delayMs, connection: fault.type };
      else return { delayMs, connection: 'answer', error: errorOf(fault, call, callerArn) };
    }
    return { delayMs, connection: 'answer' };
  }

  /** Does a fault of this type name the resource, for this call? */
  names(type: 'gone' | 'omit', resource: string, call: Call, accountId: string): boolean {
    return this.#faults.some(
      ({ fault }) =>
        fault.type === type &&
        isSameResource(resource, fault.resource) &&
        matches(fault, call, accountId),
    );
  }

  #draws({ probability = 1 }: Fault): boolean {
    if (probability >= 1) return true;
    this.#drawn += 1;
    return hash32(String(this.#drawn), this.#seed) / 2 ** 32 < probability;
  }
}

function matches(filter: FaultFilter, call: Call, accountId: string): boolean {
  return (
    (filter.account === undefined || filter.account === accountId) &&
    (filter.region === undefined || filter.region === call.region) &&
    (filter.service === undefined || filter.service === signingNameOf(call.service)) &&
    (filter.operation === undefined || filter.operation === call.operation)
  );
}

function errorOf(
  fault: Exclude<Fault, { type: 'reset' | 'hang' | 'slow' | 'gone' | 'omit' }>,
  call: Call,
  callerArn: string,
): ServiceError {
  switch (fault.type) {
    case 'throttle':
      return throttled(call.service);
    case 'server-error':
      return new ServiceError(
        'InternalError',
        'We encountered an internal error. Please try again.',
        500,
      );
    case 'deny':
      return denied(call, callerArn);
    case 'region-disabled':
      return regionDisabled(call);
    case 'expired':
      return expired(call.service);
    case 'error':
      return new ServiceError(fault.code, fault.message ?? fault.code, fault.status);
  }
}
