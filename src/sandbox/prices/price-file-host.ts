import type { Faults } from '../faults.ts';
import type { Call, ServiceError } from '../wire/call.ts';
import { escapeXml } from '../wire/xml-writer.ts';
import { isPriceFilePath, priceFile, type PriceFile } from './price-files.ts';

/** The name of this host and of its one operation, for faults and counts. */
const SERVICE = 'price-list';
const OPERATION = 'GetFile';
/** As S3 has it, in which these files are. */
const XML = 'application/xml';
const ACCESS_DENIED = 403;
const NOT_FOUND = 404;

/** The answer to a request for a file. */
export interface FileReply {
  readonly status: number;
  readonly contentType: string;
  /** Ends with an error where the connection is to be cut, after half of the file. */
  parts(): Iterable<string>;
  /** Milliseconds that a fault holds the answer back. */
  readonly delayMs: number;
  readonly connection: 'answer' | 'reset' | 'hang';
}

/** The name under which requests for files are counted. */
export const PRICE_FILE_CALL = `${SERVICE}:${OPERATION}`;

/**
 * Answers requests for bulk price files, which have no signature. Undefined for requests of other kinds.
 *
 * Faults apply under the service `price-list`, with the region of the file, and its path as the resource: a `reset`
 * cuts the connection after half of the file.
 */
export function priceFileReply(
  { target, isSigned }: { readonly target: string; readonly isSigned: boolean },
  faults: Faults,
): FileReply | undefined {
  const path = target.split('?', 1).join('');
  if (isSigned || !isPriceFilePath(path)) return undefined;
  const file = priceFile(path);
  const { delayMs, connection, error } = faults.judge(callOf(path, file), '', 'anonymous');
  const sent = { delayMs, connection };
  if (error !== undefined)
    return { ...sent, ...failure(error.code, error.message, statusOf(error)) };
  if (file === undefined) {
    return { ...sent, ...failure('NoSuchKey', 'The specified key does not exist.', NOT_FOUND) };
  }
  const parts = connection === 'reset' ? () => half(file) : () => file.parts();
  return { ...sent, status: 200, contentType: file.contentType, parts };
}

function callOf(path: string, file: PriceFile | undefined): Call {
  return {
    service: SERVICE,
    operation: OPERATION,
    region: file?.region ?? '',
    accessKeyId: undefined,
    sessionToken: undefined,
    fingerprint: path,
    input: () => ({ path }),
  };
}

/** The first half of a file, and an error. */
function* half(file: PriceFile): Generator<string, void> {
  const length = [...file.parts()].length;
  let sent = 0;
  for (const part of file.parts()) {
    sent += 1;
    if (sent > length / 2) throw new Error('the connection is cut after half of the file');
    yield part;
  }
}

/** A denial is one of S3, whatever its service. */
function statusOf({ code, status }: ServiceError): number {
  return code.startsWith('AccessDenied') ? ACCESS_DENIED : status;
}

function failure(
  code: string,
  message: string,
  status: number,
): Pick<FileReply, 'status' | 'contentType' | 'parts'> {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>`;
  return { status, contentType: XML, parts: () => [body] };
}
