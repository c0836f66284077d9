import {
  Client,
  credentials,
  Metadata,
  status,
  type ClientUnaryCall,
  type ServiceError,
} from '@grpc/grpc-js';
import { visible } from '../../../lib/cell-text.ts';
import { errorDetailIn } from './error-details.ts';
import { PluginError, type PluginProblem } from './plugin-error.ts';
import { CostSourceServiceService as METHODS } from './protocol/finfocus/v1/cost_source.generated.ts';

export type PluginMethod = keyof typeof METHODS;
export type RequestOf<Method extends PluginMethod> = Parameters<
  (typeof METHODS)[Method]['requestSerialize']
>[0];
export type ResponseOf<Method extends PluginMethod> = ReturnType<
  (typeof METHODS)[Method]['responseDeserialize']
>;

/** The package since specification 0.5.0, and the one before. */
const PACKAGES = ['finfocus.v1', 'pulumicost.v1'] as const;
type Package = (typeof PACKAGES)[number];

/** The largest answer: 1,000 results of a batch have less than a tenth. */
const MOST_BYTES = 16 * 1_024 * 1_024;
const MOST_MESSAGE = 500;

const OPTIONS = {
  'grpc.max_receive_message_length': MOST_BYTES,
  'grpc.max_send_message_length': MOST_BYTES,
  'grpc.max_metadata_size': 64 * 1_024,
  'grpc.enable_http_proxy': 0, // it is on this machine
  'grpc.enable_retries': 0, // a plugin that fails is restarted
  'grpc.service_config_disable_resolution': 1,
  'grpc.use_local_subchannel_pool': 1, // the port may belong to another plugin later
};

export interface CallOptions {
  /** Milliseconds. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** Calls the methods of a plugin that listens. */
export class PluginClient implements Disposable {
  readonly #name: string;
  readonly #client: Client;
  readonly #metadata = new Metadata();
  #package: Package = PACKAGES[0];

  /** @param trace 32 hexadecimal digits, for the plugin's log */
  constructor(name: string, target: string, trace: string) {
    this.#name = name;
    this.#client = new Client(target, credentials.createInsecure(), OPTIONS);
    this.#metadata.set('x-finfocus-trace-id', trace);
  }

  /**
   * Finds out which package the plugin serves.
   *
   * @returns the name that the plugin has for itself
   * @throws {PluginError} when it serves neither
   */
  async connect(options: CallOptions): Promise<string> {
    for (const [index, name] of PACKAGES.entries()) {
      this.#package = name;
      try {
        return (await this.call('name', {}, options)).name;
      } catch (error) {
        const isOther = error instanceof PluginError && error.problem === 'unimplemented';
        if (!isOther || index === PACKAGES.length - 1) throw error;
      }
    }
    return this.#name;
  }

  /** @throws {PluginError} for an answer that is none */
  async call<Method extends PluginMethod>(
    method: Method,
    request: RequestOf<Method>,
    { deadline, signal }: CallOptions,
  ): Promise<ResponseOf<Method>> {
    signal.throwIfAborted();
    const { path, requestSerialize, responseDeserialize } = METHODS[method];
    let call: ClientUnaryCall | undefined;
    const onAbort = (): void => call?.cancel();
    signal.addEventListener('abort', onAbort);
    try {
      return await new Promise((resolve, reject) => {
        call = this.#client.makeUnaryRequest(
          path.replace(PACKAGES[0], this.#package),
          requestSerialize as (value: RequestOf<Method>) => Buffer, // of the same method
          responseDeserialize as (bytes: Buffer) => ResponseOf<Method>,
          request,
          this.#metadata,
          { deadline: Date.now() + deadline },
          (error, response) => {
            if (error !== null) reject(this.#errorOf(error, deadline));
            else if (response !== undefined) resolve(response);
            else reject(new PluginError(this.#name, 'wrong-answer', `${method} has no answer`));
          },
        );
      });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }

  #errorOf(error: ServiceError, deadline: number): PluginError {
    const [encoded] = error.metadata.get('grpc-status-details-bin');
    const detail = typeof encoded === 'object' ? errorDetailIn(encoded) : undefined;
    const problem = problemOf(error);
    const said =
      detail?.message === undefined || detail.message === '' ? error.details : detail.message;
    const text = visible(said.slice(0, MOST_MESSAGE));
    const code = status[error.code];
    const message =
      problem === 'timeout' ? `no answer within ${deadline / 1_000} s` : `${text} (${code})`;
    const details = new Map(Object.entries(detail?.details ?? {}));
    return new PluginError(this.#name, problem, message, { cause: error, details });
  }
}

function problemOf({ code, details }: ServiceError): PluginProblem {
  switch (code) {
    case status.DEADLINE_EXCEEDED:
      return 'timeout';
    case status.UNAVAILABLE:
      return 'crashed';
    case status.UNIMPLEMENTED:
      return 'unimplemented';
    case status.FAILED_PRECONDITION:
    case status.NOT_FOUND:
    case status.INVALID_ARGUMENT:
    case status.OUT_OF_RANGE:
      return 'not-applicable';
    case status.RESOURCE_EXHAUSTED:
      return /larger than max/i.test(details) ? 'too-large' : 'refused';
    case status.INTERNAL:
      return /parsing|deserializ|decod/i.test(details) ? 'wrong-answer' : 'refused';
    case status.OK:
    case status.CANCELLED:
    case status.UNKNOWN:
    case status.ALREADY_EXISTS:
    case status.PERMISSION_DENIED:
    case status.UNAUTHENTICATED:
    case status.ABORTED:
    case status.DATA_LOSS:
      return 'refused';
  }
}
