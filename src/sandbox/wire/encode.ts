import type { Call, ServiceError, WireAnswer } from './call.ts';
import { SERVICES } from './services.ts';
import type { Operation, ServiceModel } from './service-model.ts';
import { jsonValue, type JsonForm } from './json-writer.ts';
import { escapeXml, membersOf, property, rootTag, xmlContent, xmlMember } from './xml-writer.ts';

/** The request id of every response; constant, so that responses can be cached. */
const REQUEST_ID = '5a4d0b0c-5b3a-4e0f-9a37-000000000000';
const HEADER_ID = { 'x-amzn-requestid': REQUEST_ID } as const;
const S3_ID = '4442587FB7D0A2F9';

/** The headers of XML responses, by protocol. */
const XML = {
  ec2: { 'content-type': 'text/xml;charset=UTF-8', ...HEADER_ID },
  query: { 'content-type': 'text/xml', ...HEADER_ID },
  rest: { 'content-type': 'text/xml', ...HEADER_ID },
  s3: {
    'content-type': 'application/xml',
    'x-amz-request-id': S3_ID,
    'x-amz-id-2': 'vlR7PnpV2Ce81l0PRw6jlUpck7Jo5ZsQjryTjKlc5aLWGVHPZLj5NeC6qMa0emYB',
  },
} as const;

/** Attributes of the services' root elements. */
const NAMESPACES = {
  ec2: ' xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"',
  query: ' xmlns="https://sts.amazonaws.com/doc/2011-06-15/"',
} as const;

/** An operation's output as the service would send it. */
export function encode(
  { service: name, operation: operationName }: Call,
  output: object,
): WireAnswer {
  const service = SERVICES.get(name);
  const operation = service?.operations.get(operationName);
  if (service === undefined || operation === undefined) throw new Error(`no model of ${name}`);
  switch (service.protocol) {
    case 'json':
      return json(operation, output, service.contentType, { followsTraits: false });
    case 'rest-json':
      return json(operation, output, service.contentType, { followsTraits: true });
    case 'ec2':
      return xml(
        XML.ec2,
        `<${operationName}Response${NAMESPACES.ec2}><requestId>${REQUEST_ID}</requestId>${xmlContent(operation.output)(output)}</${operationName}Response>`,
      );
    case 'query':
      return xml(
        XML.query,
        `<${operationName}Response${NAMESPACES.query}><${operationName}Result>${xmlContent(operation.output)(output)}</${operationName}Result>` +
          `<ResponseMetadata><RequestId>${REQUEST_ID}</RequestId></ResponseMetadata></${operationName}Response>`,
      );
    case 'rest-xml':
      return restXml(service, operation, output);
  }
}

/** An error as the service would send it. */
export function encodeError(call: Pick<Call, 'service'>, error: ServiceError): WireAnswer {
  const service = SERVICES.get(call.service);
  const { status, headers } = error;
  const answer = errorBody(service, error);
  return { status, headers: { ...answer.headers, ...headers }, body: answer.body };
}

function errorBody(
  service: ServiceModel | undefined,
  { code, message }: ServiceError,
): { readonly headers: WireAnswer['headers']; readonly body: string } {
  const coded = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>`;
  switch (service?.protocol) {
    case 'ec2':
      return {
        headers: XML.ec2,
        body: `<Response><Errors><Error>${coded}</Error></Errors><RequestID>${REQUEST_ID}</RequestID></Response>`,
      };
    case 'query':
      return {
        headers: XML.query,
        body: `<ErrorResponse><Error><Type>Sender</Type>${coded}</Error><RequestId>${REQUEST_ID}</RequestId></ErrorResponse>`,
      };
    case 'rest-xml':
      return service.signingName === 's3'
        ? { headers: XML.s3, body: `<Error>${coded}<RequestId>${S3_ID}</RequestId></Error>` }
        : {
            headers: XML.rest,
            body: `<ErrorResponse${namespaceOf(service)}><Error><Type>Sender</Type>${coded}</Error><RequestId>${REQUEST_ID}</RequestId></ErrorResponse>`,
          };
    case 'rest-json':
      return {
        headers: {
          'content-type': 'application/json',
          'x-amzn-errortype': code,
          ...HEADER_ID,
        },
        body: JSON.stringify({ message }),
      };
    case 'json':
    case undefined:
      return {
        headers: {
          'content-type': service?.contentType ?? 'application/x-amz-json-1.0',
          ...HEADER_ID,
          ...(service?.isQueryCompatible === true && { 'x-amzn-query-error': `${code};Sender` }),
        },
        body: JSON.stringify({
          __type: service === undefined ? code : nameOf(service, code),
          message,
        }),
      };
  }
}

/** A query-compatible service's modelled name of an error code. */
function nameOf({ isQueryCompatible, errors }: ServiceModel, code: string): string {
  const modelled = [...errors.values()].find((error) => error.code === code);
  return isQueryCompatible ? (modelled?.id ?? code) : code;
}

function json(
  operation: Operation,
  output: object,
  contentType: string,
  form: JsonForm,
): WireAnswer {
  return {
    status: 200,
    headers: { 'content-type': contentType, ...HEADER_ID },
    body: JSON.stringify(jsonValue(operation.output, output, form)),
  };
}

function xml(headers: WireAnswer['headers'], content: string): WireAnswer {
  return { status: 200, headers, body: `<?xml version="1.0" encoding="UTF-8"?>\n${content}` };
}

function restXml(service: ServiceModel, operation: Operation, output: object): WireAnswer {
  const headers: Record<string, string> = {};
  let payload: string | undefined;
  let bytes: Uint8Array | undefined;
  for (const [name, member] of membersOf(operation.output)) {
    const traits = member.getMergedTraits();
    const value = property(output, name);
    if (value === undefined || value === null) continue;
    if (typeof traits.httpHeader === 'string')
      headers[traits.httpHeader.toLowerCase()] = headerText(value);
    else if (value instanceof Uint8Array) bytes = value;
    else if (traits.httpPayload !== undefined)
      payload = xmlMember(operation.output, name, namespaceOf(service))(value);
  }
  const common = service.signingName === 's3' ? XML.s3 : XML.rest;
  if (bytes !== undefined) {
    const status = headers['content-range'] === undefined ? 200 : 206;
    return { status, headers: { ...common, ...headers }, body: bytes };
  }
  const answer = xml(common, payload ?? rootElement(service, operation, output));
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** Only scalars and times are sent in headers. */
function headerText(value: unknown): string {
  return value instanceof Date ? value.toUTCString() : String(value);
}

/** Clients need it: otherwise the SDK does not find the value of S3's GetBucketLocation. */
function namespaceOf({ xmlNamespace }: ServiceModel): string {
  return xmlNamespace === undefined ? '' : ` xmlns="${xmlNamespace}"`;
}

function rootElement(service: ServiceModel, operation: Operation, output: object): string {
  const namespace = namespaceOf(service);
  if (operation.name === 'GetBucketLocation') {
    // The only S3 response whose root element is the value itself.
    const constraint = property(output, 'LocationConstraint');
    return `<LocationConstraint${namespace}>${typeof constraint === 'string' ? constraint : ''}</LocationConstraint>`;
  }
  const suffix = service.signingName === 's3' ? 'Result' : 'Response';
  const tag = rootTag(operation.output) ?? `${operation.name}${suffix}`;
  return `<${tag}${namespace}>${xmlContent(operation.output)(output)}</${tag}>`;
}
