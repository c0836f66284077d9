import type { Call, ServiceError, WireAnswer } from './call.ts';
import { SERVICES, type Operation, type ServiceModel } from './operations.ts';
import { jsonValue, type JsonForm } from './json-writer.ts';
import { escapeXml, membersOf, property, rootTag, xmlContent, xmlMember } from './xml-writer.ts';

const XML = { 'content-type': 'text/xml;charset=UTF-8' } as const;

/** What the services put on the root elements of their answers. */
const NAMESPACES = {
  ec2: ' xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"',
  query: ' xmlns="https://sts.amazonaws.com/doc/2011-06-15/"',
  // Clients need this one: without it the SDK does not find the value of GetBucketLocation.
  s3: ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"',
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
        `<${operationName}Response${NAMESPACES.ec2}><requestId>sandbox</requestId>${xmlContent(operation.output)(output)}</${operationName}Response>`,
      );
    case 'query':
      return xml(
        `<${operationName}Response${NAMESPACES.query}><${operationName}Result>${xmlContent(operation.output)(output)}</${operationName}Result>` +
          `<ResponseMetadata><RequestId>sandbox</RequestId></ResponseMetadata></${operationName}Response>`,
      );
    case 'rest-xml':
      return restXml(operation, output);
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
): Omit<WireAnswer, 'status'> {
  const coded = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>`;
  switch (service?.protocol) {
    case 'ec2':
      return {
        headers: XML,
        body: `<Response><Errors><Error>${coded}</Error></Errors><RequestID>sandbox</RequestID></Response>`,
      };
    case 'query':
      return {
        headers: XML,
        body: `<ErrorResponse><Error><Type>Sender</Type>${coded}</Error><RequestId>sandbox</RequestId></ErrorResponse>`,
      };
    case 'rest-xml':
      return {
        headers: { ...XML, 'x-amz-request-id': 'sandbox' },
        body: `<Error>${coded}<RequestId>sandbox</RequestId></Error>`,
      };
    case 'rest-json':
      return {
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
        body: JSON.stringify({ message }),
      };
    case 'json':
    case undefined:
      return {
        headers: {
          'content-type': service?.contentType ?? 'application/x-amz-json-1.0',
          ...(service?.isQueryCompatible === true && { 'x-amzn-query-error': `${code};Sender` }),
        },
        body: JSON.stringify({ __type: MODELLED_NAMES[code] ?? code, message }),
      };
  }
}

/** Where a service's model calls an error by another name than its wire code. */
const MODELLED_NAMES: Readonly<Record<string, string>> = {
  'AWS.SimpleQueueService.NonExistentQueue': 'com.amazonaws.sqs#QueueDoesNotExist',
};

function json(
  operation: Operation,
  output: object,
  contentType: string,
  form: JsonForm,
): WireAnswer {
  return {
    status: 200,
    headers: { 'content-type': contentType },
    body: JSON.stringify(jsonValue(operation.output, output, form)),
  };
}

function xml(content: string): WireAnswer {
  return { status: 200, headers: XML, body: `<?xml version="1.0" encoding="UTF-8"?>\n${content}` };
}

function restXml(operation: Operation, output: object): WireAnswer {
  const headers: Record<string, string> = {};
  let payload: string | undefined;
  for (const [name, member] of membersOf(operation.output)) {
    const traits = member.getMergedTraits();
    const value = property(output, name);
    if (value === undefined || value === null) continue;
    if (typeof traits.httpHeader === 'string')
      headers[traits.httpHeader.toLowerCase()] = `${value as string | number | boolean}`; // only scalars travel in headers
    else if (traits.httpPayload !== undefined)
      payload = xmlMember(operation.output, name, NAMESPACES.s3)(value);
  }
  const answer = xml(payload ?? rootElement(operation, output));
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function rootElement(operation: Operation, output: object): string {
  if (operation.name === 'GetBucketLocation') {
    // The one answer of S3 whose root element is the value itself.
    const constraint = property(output, 'LocationConstraint');
    return `<LocationConstraint${NAMESPACES.s3}>${typeof constraint === 'string' ? constraint : ''}</LocationConstraint>`;
  }
  const tag = rootTag(operation.output) ?? `${operation.name}Result`;
  return `<${tag}${NAMESPACES.s3}>${xmlContent(operation.output)(output)}</${tag}>`;
}
