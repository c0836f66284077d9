import { LRUCache } from 'lru-cache';
import { loadService } from './clients.ts';
import {
  callerOf,
  issueCredentials,
  SANDBOX_KEY,
  SESSION_SECRET,
  type Caller,
} from './credentials.ts';
import type { Estate } from './estate/estate.ts';
import { Faults, type Fault } from './faults.ts';
import { allows, type Policy } from './iam.ts';
import { SIMULATED_KINDS } from './kinds/registry.generated.ts';
import { ExportDelivery } from './ledger/exports/export-delivery.ts';
import { Ledger } from './ledger/ledger.ts';
import { ledgerServices } from './ledger/ledger-services.ts';
import { Truth } from './ledger/truth.ts';
import { Pager } from './pages.ts';
import { PRICE_FILE_CALL, priceFileReply, type FileReply } from './prices/price-file-host.ts';
import { RateLimits } from './rate-limits.ts';
import { denied, expired, permissionOf, throttled, unknownKey } from './refusals.ts';
import type { SandboxOptions } from './sandbox-options.ts';
import { CLOUD_CONTROL } from './services/cloud-control.ts';
import { CLOUD_FORMATION } from './services/cloudformation.ts';
import { EC2 } from './services/ec2.ts';
import type { Handler, HandlerContext } from './services/handler.ts';
import { ACCOUNT, STS } from './services/identity.ts';
import { PRICING } from './services/pricing.ts';
import { SignatureCheck } from './signature-check.ts';
import { simulatedHandlers } from './simulation/handlers.ts';
import { ServiceError, type Call, type WireAnswer } from './wire/call.ts';
import { decode, serviceOf, type WireRequest } from './wire/decode.ts';
import { SERVICES } from './wire/services.ts';
import { encode, encodeError } from './wire/encode.ts';

const HANDLERS: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  account: ACCOUNT,
  cloudcontrolapi: CLOUD_CONTROL,
  cloudformation: CLOUD_FORMATION,
  ec2: EC2,
  pricing: PRICING,
  sts: STS,
};

const SIMULATED = simulatedHandlers(SIMULATED_KINDS);

/** Large pages are cached in encoded form: otherwise a benchmark would measure encoding. Bytes. */
const CACHED_ANSWERS = 256 * 1_024 * 1_024;
/** Minimum size of cached responses, in characters. */
const WORTH_CACHING = 8_192;

/** The response to a request, and how it is delivered. */
export interface Reply {
  readonly answer: WireAnswer;
  /** Milliseconds that a fault holds the answer back. */
  readonly delayMs: number;
  readonly connection: 'answer' | 'reset' | 'hang';
}

/** Answers requests like AWS: identity, permissions, limits and faults first, then the estate. */
export class EmbeddedAws {
  readonly #estate: Estate;
  readonly #options: SandboxOptions;
  readonly #faults: Faults;
  readonly #limits: RateLimits | undefined;
  readonly #ledger: Ledger;
  readonly #exports: ExportDelivery;
  readonly #ledgerServices: Readonly<Record<string, Readonly<Record<string, Handler>>>>;
  readonly #signatures = new SignatureCheck();
  readonly #pagers = new Map<string, Pager>();
  readonly #policies: Map<string, Policy>;
  readonly #calls = new Map<string, number>();
  readonly #answers = new LRUCache<string, WireAnswer>({
    maxSize: CACHED_ANSWERS,
    sizeCalculation: (answer) => answer.body.length + 1,
  });

  constructor(estate: Estate, options: SandboxOptions) {
    const { faults = [], enforceLimits = false, limits, policies = {} } = options;
    this.#estate = estate;
    this.#options = options;
    this.#faults = new Faults(estate.seed, faults);
    this.#limits =
      enforceLimits || limits !== undefined ? new RateLimits(limits, enforceLimits) : undefined;
    this.#policies = new Map(Object.entries(policies));
    this.#ledger = new Ledger(estate, SIMULATED_KINDS, options.now, options.ledger);
    this.#exports = new ExportDelivery(this.#ledger, options.ledger ?? {});
    this.#ledgerServices = ledgerServices(this.#ledger, options.ledger ?? {});
  }

  /** What the cost services must show. */
  get truth(): Truth {
    return new Truth(this.#ledger);
  }

  /** Requests so far by `service:Operation`, including rejected ones. */
  calls(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#calls].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  setFaults(faults: readonly Fault[]): void {
    this.#faults.set(faults);
    this.#answers.clear();
  }

  setPolicy(accountId: string, policy: Policy | undefined): void {
    if (policy === undefined) this.#policies.delete(accountId);
    else this.#policies.set(accountId, policy);
  }

  /** The data that a response needs; await it before requesting the response. */
  async ready(request: WireRequest): Promise<void> {
    const service = serviceOf(request);
    await Promise.all([loadService('sts'), loadService(service)]);
    if (service === 's3') await this.#exports.prepare(request);
  }

  /** A bulk price file is public: requests are not signed. Undefined for all other requests. */
  priceFile({ target, headers }: Pick<WireRequest, 'target' | 'headers'>): FileReply | undefined {
    const isSigned = headers['authorization'] !== undefined;
    const reply = priceFileReply({ target, isSigned }, this.#faults);
    if (reply !== undefined) this.#count(PRICE_FILE_CALL);
    return reply;
  }

  answer(request: WireRequest): Reply {
    let call: Call;
    try {
      call = decode(request);
    } catch (error) {
      return {
        answer: encodeError({ service: 'sts' }, asServiceError(error)),
        delayMs: 0,
        connection: 'answer',
      };
    }
    this.#count(`${call.service}:${call.operation}`);
    const caller = callerOf(call.accessKeyId, call.sessionToken, this.#estate.managementAccountId);
    const accountId = this.#accountOf(call, caller);
    const { delayMs, error, connection } = this.#faults.judge(call, accountId, caller?.arn ?? '');
    try {
      if (error !== undefined) throw error;
      return { answer: this.#handle(call, caller, request), delayMs, connection };
    } catch (thrown) {
      return { answer: encodeError(call, asServiceError(thrown)), delayMs, connection };
    }
  }

  #count(name: string): void {
    this.#calls.set(name, (this.#calls.get(name) ?? 0) + 1);
  }

  /** Faults of AssumeRole apply to the account of the requested role, all others to the caller's. */
  #accountOf(call: Call, caller: Caller | undefined): string {
    if (!call.operation.startsWith('AssumeRole')) return caller?.accountId ?? '';
    const roleArn = call.input()['RoleArn'];
    return /:iam::(\d{12}):/.exec(typeof roleArn === 'string' ? roleArn : '')?.[1] ?? '';
  }

  #handle(call: Call, caller: Caller | undefined, request: WireRequest): WireAnswer {
    const now = Date.now();
    const known = this.#identify(call, caller, request, now);
    if (known.expiresAt !== undefined && now >= known.expiresAt) throw expired(call.service);
    this.#authorize(call, known);
    const { accountId } = known;
    this.#admit(call, accountId, now);
    const { service, operation } = call;
    const isReply = this.#options.replies?.[`${service}:${operation}`] !== undefined;
    if (isReply || this.#estate.isChanging) {
      return encode(call, this.#output(call, known)); // such a response may change between calls
    }
    const state = this.#ledger.refresh().at;
    const key = `${state}/${accountId}/${call.region}/${call.service}:${call.operation}/${call.fingerprint}`;
    const cached = this.#answers.get(key);
    if (cached !== undefined) return cached;
    const answer = encode(call, this.#output(call, known));
    const isLarge = typeof answer.body === 'string' && answer.body.length >= WORTH_CACHING;
    if (isLarge) this.#answers.set(key, answer);
    return answer;
  }

  /** The caller: proved by the signature, or by a web identity's token. */
  #identify(call: Call, caller: Caller | undefined, request: WireRequest, now: number): Caller {
    if (call.operation === 'AssumeRoleWithWebIdentity') return this.#webIdentity();
    if (caller === undefined) throw unknownKey(call.service);
    const { secretAccessKey = SANDBOX_KEY.secretAccessKey } = this.#options;
    const secret = caller.expiresAt === undefined ? secretAccessKey : SESSION_SECRET;
    this.#signatures.check(call.service, request, secret, now);
    return caller;
  }

  #admit({ service, operation, region, fingerprint }: Call, accountId: string, now: number): void {
    const isPaginated = fingerprint.includes('MaxResults');
    if (this.#limits?.admits(accountId, region, service, operation, now, isPaginated) === false) {
      throw throttled(service);
    }
  }

  #authorize(call: Call, caller: Caller): void {
    if (call.operation === 'GetCallerIdentity') return;
    if (call.operation.startsWith('AssumeRole')) {
      const given = call.input()['ExternalId'];
      const { externalId } = this.#options;
      if (externalId !== undefined && given !== externalId) {
        throw denied(call, caller.arn);
      }
      return;
    }
    const policy = this.#policies.get(caller.accountId) ?? this.#policies.get('*');
    if (policy !== undefined && !allows(policy, permissionOf(call))) {
      throw denied(call, caller.arn);
    }
  }

  #output(call: Call, { accountId, arn }: Caller): object {
    const name = `${call.service}:${call.operation}`;
    const handler =
      this.#options.replies?.[name] ??
      this.#exports.handler(call) ??
      SIMULATED[name] ??
      HANDLERS[call.service]?.[call.operation] ??
      this.#ledgerServices[call.service]?.[call.operation];
    if (handler === undefined) {
      throw new ServiceError(
        'UnknownOperationException',
        `the sandbox does not serve ${name}`,
        404,
      );
    }
    const pager =
      this.#pagers.get(call.service) ?? new Pager(this.#options, SERVICES.get(call.service));
    this.#pagers.set(call.service, pager);
    const context: HandlerContext = {
      estate: this.#estate,
      accountId,
      callerArn: arn,
      region: call.region,
      pager,
      bill: this.#options.bill,
      isGone: (resource) => this.#faults.names('gone', resource, call, accountId),
      isOmitted: (resource) => this.#faults.names('omit', resource, call, accountId),
      issueCredentials: (roleArn, sessionName) => {
        const lifetime = this.#options.credentialLifetimeSeconds ?? 3_600;
        return issueCredentials(roleArn, sessionName, lifetime, Date.now());
      },
    };
    return handler(call.input(), context);
  }

  #webIdentity(): Caller {
    const arn = `arn:aws:iam::${this.#estate.managementAccountId}:oidc-provider/sandbox`;
    return { accountId: this.#estate.managementAccountId, arn, expiresAt: undefined };
  }
}

function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ServiceError('InternalFailure', `the sandbox failed: ${message}`, 500);
}
