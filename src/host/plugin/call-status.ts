import { Metadata, status as Status, type ServiceError } from '@grpc/grpc-js';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { PluginRefusal } from '../../cost/engine/plugins/serve/plugin-refusal.ts';
import { ErrorDetail } from '../../cost/engine/plugins/protocol/finfocus/v1/plugin_info.generated.ts';
import { ConfigurationError, LongshoreError, messageOf } from '../../lib/errors.ts';
import type { SecretMask } from '../../lib/secret-mask.ts';
import { StoreError } from '../../store/store-error.ts';

const DETAILS_KEY = 'grpc-status-details-bin';
const LONGEST_MESSAGE = 1_000;

/** The names of the protocol's package: the second is that of callers before 0.5.0. */
export const PACKAGES = ['finfocus.v1', 'pulumicost.v1'] as const;
export type PluginPackage = (typeof PACKAGES)[number];

/** What a caller gets for an error: a status and its details. Errors of our own code tell no more than that. */
export function callStatus(
  error: unknown,
  { signal, pluginPackage, secrets }: CallContext,
): ServiceError {
  const refusal = refusalOf(error);
  if (refusal !== undefined) {
    const { status, message, remedy } = refusal;
    const text = shortened(
      secrets.mask(remedy === undefined ? message : `${message}. Fix: ${remedy}`),
    );
    const metadata = new Metadata();
    metadata.set(DETAILS_KEY, detailsOf(refusal, text, pluginPackage));
    return serviceError(STATUSES[status] ?? Status.UNKNOWN, text, metadata);
  }
  if (signal.aborted) return serviceError(Status.CANCELLED, 'the call was cancelled');
  return serviceError(Status.INTERNAL, 'internal error: see the log of the plugin');
}

export interface CallContext {
  readonly signal: AbortSignal;
  readonly pluginPackage: PluginPackage;
  readonly secrets: SecretMask;
}

/** The refusal that an error amounts to; undefined for those that only the developers can fix. */
export function refusalOf(error: unknown): PluginRefusal | undefined {
  if (error instanceof PluginRefusal) return error;
  const isOurs = error instanceof LongshoreError;
  const options = {
    cause: error,
    ...(isOurs && error.remedy !== undefined && { remedy: error.remedy }),
  };
  if (error instanceof StoreError)
    return new PluginRefusal('unavailable', messageOf(error), options);
  if (error instanceof ConfigurationError) {
    return new PluginRefusal('not-configured', messageOf(error), options);
  }
  return undefined;
}

function shortened(text: string): string {
  return text.length <= LONGEST_MESSAGE ? text : `${text.slice(0, LONGEST_MESSAGE - 1)}…`;
}

const STATUSES: Readonly<Record<number, Status>> = {
  3: Status.INVALID_ARGUMENT,
  5: Status.NOT_FOUND,
  9: Status.FAILED_PRECONDITION,
  14: Status.UNAVAILABLE,
};

function serviceError(code: Status, details: string, metadata = new Metadata()): ServiceError {
  return Object.assign(new Error(details), { code, details, metadata });
}

/** `google.rpc.Status` with the protocol's error in it: code 1, message 2, details 3; `Any` has type 1 and value 2. */
function detailsOf(
  { status, errorCode, category, details }: PluginRefusal,
  message: string,
  pluginPackage: PluginPackage,
): Buffer {
  const detail = ErrorDetail.fromPartial({
    code: errorCode,
    category,
    message,
    details: { ...details },
    timestamp: new Date(),
  });
  const writer = new BinaryWriter();
  writer.uint32(field(1, VARINT)).int32(status);
  writer.uint32(field(2, BYTES)).string(message);
  writer.uint32(field(3, BYTES)).fork();
  writer.uint32(field(1, BYTES)).string(`type.googleapis.com/${pluginPackage}.ErrorDetail`);
  writer.uint32(field(2, BYTES)).bytes(ErrorDetail.encode(detail).finish());
  writer.join();
  return Buffer.from(writer.finish());
}

const VARINT = 0;
const BYTES = 2;
const TYPE_BITS = 3;

/** The tag of a field. @see https://protobuf.dev/programming-guides/encoding/ */
function field(number: number, type: number): number {
  return (number << TYPE_BITS) | type;
}
