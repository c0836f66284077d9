import { NormalizedSchema } from '@smithy/core/schema';
import { operationName, operationOf, type SdkCommand, type SdkConfig } from './sdk-internals.ts';

/** The format of an operation's responses, which a proxy's page does not have. */
export interface AnswerForm {
  /** `ListQueues` */
  readonly operation: string;
  readonly protocol: 'json' | 'cbor' | 'ec2' | 'query' | 'rest-xml';
  /** The root element of an XML answer. */
  readonly root: string;
  /** Is any part of the output in the body? Then an empty body is not a response. */
  readonly hasBody: boolean;
  /** Is the body the raw value of one member, text or bytes? Then it has no format. */
  readonly isRaw: boolean;
  /** Does the SDK give the body as a stream, as that of an object in S3? */
  readonly isStream: boolean;
  /** The names that members have in a JSON body. */
  readonly members: ReadonlySet<string>;
}

const forms = new WeakMap<object, AnswerForm>();

/** The format of a command's responses, read once from the SDK's schema of its operation. */
export function answerFormOf(config: SdkConfig, command: SdkCommand): AnswerForm {
  const known = forms.get(command.schema);
  if (known !== undefined) return known;
  const form = formFrom(config, command);
  forms.set(command.schema, form);
  return form;
}

function formFrom(config: SdkConfig, command: SdkCommand): AnswerForm {
  const operation = operationName(command);
  const protocol = protocolOf(config);
  const output = NormalizedSchema.of(operationOf(command).output);
  const isRest = protocol === 'rest-xml' || isRestJson(config);
  const members = output.isStructSchema() ? [...output.structIterator()] : [];
  const payload = isRest
    ? members.find(([, member]) => hasTrait(member, 'httpPayload'))
    : undefined;
  const [, body] = payload ?? ['', output];
  const inBody = !body.isStructSchema()
    ? []
    : [...body.structIterator()].filter(([, member]) => !isRest || !isOutsideBody(member));
  return {
    operation,
    protocol,
    root: rootOf(protocol, operation, body),
    hasBody: payload !== undefined || inBody.length > 0,
    isRaw: payload !== undefined && !body.isStructSchema(),
    isStream: payload !== undefined && body.isStreaming(),
    members: new Set(
      inBody.map(([name, member]) => (isRest ? (member.getMergedTraits().jsonName ?? name) : name)),
    ),
  };
}

function protocolOf({ protocol }: SdkConfig): AnswerForm['protocol'] {
  const id = protocol.getShapeId();
  switch (id) {
    case 'aws.protocols#ec2Query':
      return 'ec2';
    case 'aws.protocols#awsQuery':
      return 'query';
    case 'aws.protocols#restXml':
      return 'rest-xml';
    case 'smithy.protocols#rpcv2Cbor':
      return 'cbor';
    default:
      return 'json'; // awsJson1_0, awsJson1_1, restJson1
  }
}

function isRestJson({ protocol }: SdkConfig): boolean {
  return protocol.getShapeId() === 'aws.protocols#restJson1';
}

function rootOf(
  protocol: AnswerForm['protocol'],
  operation: string,
  body: NormalizedSchema,
): string {
  if (protocol === 'ec2' || protocol === 'query') return `${operation}Response`;
  if (!body.isStructSchema()) return '';
  const shape = NormalizedSchema.of(body.getSchema());
  return shape.getMergedTraits().xmlName ?? body.getMergedTraits().xmlName ?? shape.getName() ?? '';
}

type Trait = 'httpHeader' | 'httpPayload' | 'httpPrefixHeaders' | 'httpResponseCode';

function isOutsideBody(member: NormalizedSchema): boolean {
  return (['httpHeader', 'httpPrefixHeaders', 'httpResponseCode'] as const).some((trait) =>
    hasTrait(member, trait),
  );
}

function hasTrait(member: NormalizedSchema, trait: Trait): boolean {
  return member.getMergedTraits()[trait] !== undefined;
}
