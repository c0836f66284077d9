import { LongshoreError, type LongshoreErrorOptions } from '../../../../lib/errors.ts';
import {
  ErrorCategory,
  ErrorCode,
  type ErrorCode as ErrorCodeOf,
  type ErrorCategory as ErrorCategoryOf,
} from '../protocol/finfocus/v1/plugin_info.generated.ts';

/** Why a call is refused, with gRPC's status code and the protocol's error. */
const REFUSALS = {
  /** The request cannot be answered as it is. */
  'invalid-request': [3, ErrorCode.ERROR_CODE_INVALID_RESOURCE, 'permanent'],
  'invalid-time': [3, ErrorCode.ERROR_CODE_INVALID_TIME_RANGE, 'permanent'],
  'invalid-provider': [3, ErrorCode.ERROR_CODE_INVALID_PROVIDER, 'permanent'],
  'too-large': [3, ErrorCode.ERROR_CODE_INVALID_RESOURCE, 'permanent'],
  /** Nothing has a price, a charge or the id. */
  'not-found': [5, ErrorCode.ERROR_CODE_RESOURCE_NOT_FOUND, 'permanent'],
  /** A type without a cost model. Not UNIMPLEMENTED: callers would take the method for missing. */
  'unsupported-type': [5, ErrorCode.ERROR_CODE_INVALID_RESOURCE, 'permanent'],
  /** The region has no prices here. */
  'unsupported-region': [9, ErrorCode.ERROR_CODE_UNSUPPORTED_REGION, 'configuration'],
  /** There is no store, bill or price that the answer needs. */
  'not-configured': [9, ErrorCode.ERROR_CODE_PLUGIN_NOT_CONFIGURED, 'configuration'],
  /** Another process holds the store, a source does not answer. */
  unavailable: [14, ErrorCode.ERROR_CODE_SERVICE_UNAVAILABLE, 'transient'],
} as const satisfies Record<
  string,
  readonly [status: number, code: ErrorCodeOf, category: keyof typeof CATEGORIES]
>;
const CATEGORIES = {
  transient: ErrorCategory.ERROR_CATEGORY_TRANSIENT,
  permanent: ErrorCategory.ERROR_CATEGORY_PERMANENT,
  configuration: ErrorCategory.ERROR_CATEGORY_CONFIGURATION,
} as const;

export type RefusalReason = keyof typeof REFUSALS;

/** Thrown for a call of a plugin that gets no answer. The caller fixes it, or asks another plugin. */
export class PluginRefusal extends LongshoreError {
  readonly code = 'plugin-refusal';
  readonly audience = 'user';
  readonly reason: RefusalReason;
  /** What the caller may need to know, by name: `field`. */
  readonly details: Readonly<Record<string, string>>;

  constructor(
    reason: RefusalReason,
    message: string,
    options: LongshoreErrorOptions & { readonly details?: Readonly<Record<string, string>> } = {},
  ) {
    super(message, options);
    this.reason = reason;
    this.details = options.details ?? {};
  }

  /** gRPC's status code. */
  get status(): number {
    return REFUSALS[this.reason][0];
  }

  get errorCode(): ErrorCodeOf {
    return REFUSALS[this.reason][1];
  }

  get category(): ErrorCategoryOf {
    return CATEGORIES[REFUSALS[this.reason][2]];
  }
}
