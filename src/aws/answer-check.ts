import type { AnswerForm } from './answer-form.ts';
import type { HttpAnswer } from './http-sender.ts';

/** Every AWS response has one of these. Query protocols repeat it in the body. */
const REQUEST_ID_HEADERS = [
  'x-amzn-requestid',
  'x-amz-request-id',
  'x-amzn-request-id',
  'x-amz-id-2',
] as const;
const REQUEST_ID_IN_XML = /<request-?id>[^<\s]/i;
/** Headers with the error code in some protocols. */
const ERROR_HEADERS = ['x-amzn-errortype', 'x-amzn-query-error'] as const;
/** Fields with the error code in JSON and CBOR. */
const ERROR_IN_BODY = /"[Cc]ode"\s*:\s*"|__type/;
/** An error document that came with HTTP 200. */
const ERROR_FIRST = /^\s*\{\s*"__type"/;
const ERROR_ROOTS = ['Error', 'ErrorResponse', 'Response'];

/** Bytes inspected at a document's start and end: everything that AWS writes before and after the data. */
const EDGE_BYTES = 1_024;
/** The first start tag, after the XML declaration and comments. */
const ROOT =
  /^(?:\u00ef\u00bb\u00bf)?\s*(?:<\?[^>]*\?>\s*|<!--[^]*?-->\s*)*<([A-Za-z_][\w:.-]*)(?:\s[^<>]*?)?(\/?)>/;

const CONTENT_TYPES: Readonly<Record<'xml' | 'json' | 'cbor', readonly string[]>> = {
  xml: ['text/xml', 'application/xml'],
  json: ['application/x-amz-json-1.1', 'application/json', 'application/x-amz-json-1.0'],
  cbor: ['application/cbor'],
};

/**
 * Why a response cannot be trusted to be from AWS; undefined when it can. Inspects status, headers and both
 * ends of the body: the body is not parsed here.
 *
 * @param furtherTypes content types that an emulator sends instead of AWS's
 */
export function whyNotAws(
  answer: HttpAnswer,
  form: AnswerForm,
  method: string,
  furtherTypes: readonly string[] = [],
): string | undefined {
  const isError = answer.statusCode >= 300;
  const isBodiless = method === 'HEAD' || (!isError && !form.hasBody && answer.body.length === 0);
  if (isBodiless) return hasAny(answer, REQUEST_ID_HEADERS) ? undefined : NO_REQUEST_ID;
  if (!hasRequestId(answer, form)) return NO_REQUEST_ID;
  if (answer.headers['content-encoding'] !== undefined)
    return 'it is compressed although this was not requested';
  if (!isError && form.isRaw) return undefined;
  return whyWrongType(answer, form, furtherTypes) ?? whyWrongBody(answer, form, isError);
}

const NO_REQUEST_ID = 'it has no request id';

function whyWrongBody(answer: HttpAnswer, form: AnswerForm, isError: boolean): string | undefined {
  if (form.protocol === 'json') return whyNotJson(answer, isError);
  if (form.protocol === 'cbor') return whyNotCbor(answer);
  return whyNotXml(answer, form, isError);
}

function whyWrongType(
  { headers }: HttpAnswer,
  { protocol }: AnswerForm,
  furtherTypes: readonly string[],
): string | undefined {
  const header = headers['content-type'];
  if (header === undefined) return undefined; // S3 sometimes omits it; format and request id decide
  const end = header.indexOf(';');
  const type = (end < 0 ? header : header.slice(0, end)).trim().toLowerCase();
  const allowed = CONTENT_TYPES[protocol === 'json' || protocol === 'cbor' ? protocol : 'xml'];
  if (allowed.includes(type) || furtherTypes.includes(type)) return undefined;
  return `its content type is ${shown(type)}`;
}

function whyNotJson(answer: HttpAnswer, isError: boolean): string | undefined {
  const { body } = answer;
  const namesError = hasAny(answer, ERROR_HEADERS);
  if (body.length === 0) return isError && namesError ? undefined : 'its body is empty';
  if (firstByte(body) !== OPENING_BRACE || lastByte(body) !== CLOSING_BRACE)
    return 'its body is not a complete JSON object';
  if (isError)
    return namesError || ERROR_IN_BODY.test(textOf(body, 0, body.length))
      ? undefined
      : 'it is an error without a code';
  const isErrorDocument = namesError || ERROR_FIRST.test(textOf(body, 0, 64));
  return isErrorDocument ? 'its body is an error' : undefined;
}

/** Maps are major type 5; `0xbf` has an indefinite length. */
function whyNotCbor({ body, headers }: HttpAnswer): string | undefined {
  const [first = 0] = body;
  const isMap = first >= 0xa0 && first <= 0xbf;
  return isMap && headers['smithy-protocol'] === 'rpc-v2-cbor'
    ? undefined
    : 'its body is not a CBOR map';
}

function whyNotXml({ body }: HttpAnswer, form: AnswerForm, isError: boolean): string | undefined {
  if (body.length === 0) return 'its body is empty';
  const start = textOf(body, 0, EDGE_BYTES);
  const [tag, root, slash] = ROOT.exec(start) ?? [];
  if (tag === undefined || root === undefined) return 'its body is not XML';
  const isRight = isError ? ERROR_ROOTS.includes(root) : root === form.root;
  if (!isRight) return `its root element is <${shown(root)}>`;
  const end = textOf(body, body.length - EDGE_BYTES, body.length).trimEnd();
  if (!end.endsWith(slash === '/' ? tag.slice(tag.lastIndexOf('<')) : `</${root}>`))
    return 'its XML does not end';
  if (isError)
    return bufferOf(body).includes('<Code>') ? undefined : 'it is an error without a code';
  const result = `<${form.operation}Result`;
  const isDue = form.protocol === 'query' && form.hasBody;
  return isDue && !bufferOf(body).includes(result) ? `it has no ${result}>` : undefined;
}

/**
 * Why a JSON response without any member of the output is not from AWS: AWS's own empty response is `{}`, any
 * other must have a member of the output.
 */
export function whyNotEmpty(
  { body }: HttpAnswer,
  { members, operation }: AnswerForm,
): string | undefined {
  const value: unknown = JSON.parse(bufferOf(body).toString('utf8'));
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const isOwn = names.length === 0 || names.some((name) => members.has(name));
  return isOwn && !names.includes('__type') ? undefined : `its body has no field of ${operation}`;
}

function hasRequestId(answer: HttpAnswer, { protocol }: AnswerForm): boolean {
  if (hasAny(answer, REQUEST_ID_HEADERS)) return true;
  if (protocol === 'json' || protocol === 'cbor') return false;
  const { body } = answer;
  return (
    REQUEST_ID_IN_XML.test(textOf(body, 0, EDGE_BYTES)) ||
    REQUEST_ID_IN_XML.test(textOf(body, body.length - EDGE_BYTES, body.length))
  );
}

function hasAny({ headers }: HttpAnswer, names: readonly string[]): boolean {
  return names.some((name) => (headers[name] ?? '') !== '');
}

const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

function firstByte(body: Uint8Array): number | undefined {
  for (const byte of body) if (!isSpace(byte)) return byte;
  return undefined;
}

function lastByte(body: Uint8Array): number | undefined {
  let at = body.length - 1;
  while (at >= 0 && isSpace(body[at] ?? 0)) at -= 1;
  return body[at];
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Byte for byte: the searched text is ASCII. */
function textOf(body: Uint8Array, from: number, to: number): string {
  return bufferOf(body).toString('latin1', Math.max(0, from), to);
}

/** A foreign text, shortened for a message. */
function shown(text: string): string {
  return text.replaceAll(/[^\w+./:-]/g, '?').slice(0, 60);
}
