import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { ErrorDetail } from './protocol/finfocus/v1/plugin_info.generated.ts';

const DETAILS_FIELD = 3;
const TYPE_FIELD = 1;
const VALUE_FIELD = 2;
const MOST_BYTES = 64 * 1_024;

/** The `ErrorDetail` in the details of a gRPC status (`google.rpc.Status`). Undefined where there is none. */
export function errorDetailIn(status: Uint8Array): ErrorDetail | undefined {
  if (status.length > MOST_BYTES) return undefined;
  try {
    for (const details of fieldsOf(status, DETAILS_FIELD)) {
      const [type] = fieldsOf(details, TYPE_FIELD);
      const [value] = fieldsOf(details, VALUE_FIELD);
      const name = type === undefined ? '' : new TextDecoder().decode(type);
      if (value !== undefined && /(?:finfocus|pulumicost)\.v1\.ErrorDetail$/.test(name)) {
        return ErrorDetail.decode(value);
      }
    }
  } catch {
    // What the plugin wrote there is not a status: its code and message are what is known.
  }
  return undefined;
}

/** The values of a field of bytes. */
function fieldsOf(message: Uint8Array, wanted: number): readonly Uint8Array[] {
  const reader = new BinaryReader(message);
  const found: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === wanted && type === WireType.LengthDelimited) found.push(reader.bytes());
    else reader.skip(type);
  }
  return found;
}
