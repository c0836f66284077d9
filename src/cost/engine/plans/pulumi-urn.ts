/** The parts of a Pulumi URN: `urn:pulumi:<stack>::<project>::<parent type$…$type>::<name>`. */
export interface PulumiUrn {
  /** The resource's own type, without those of its parents. */
  readonly type: string;
  readonly name: string;
}

const PREFIX = 'urn:pulumi:';
const SEPARATOR = '::';
const PARTS_BEFORE_NAME = 3;
/** `aws:ec2:Instance`, which stands for `aws:ec2/instance:Instance`. */
const SHORT_TYPE = /^(?<pack>[^:/]+):(?<module>[^:/]+):(?<first>[A-Z])(?<rest>\w*)$/;

/** @returns undefined for a text that is no URN */
export function parseUrn(urn: string): PulumiUrn | undefined {
  if (!urn.startsWith(PREFIX)) return undefined;
  const parts = urn.split(SEPARATOR);
  const types = parts[2];
  if (types === undefined || types === '' || parts.length <= PARTS_BEFORE_NAME) return undefined;
  return {
    type: types.slice(types.lastIndexOf('$') + 1),
    name: parts.slice(PARTS_BEFORE_NAME).join(SEPARATOR),
  };
}

/** The type as the provider writes it, for a type of AWS in its short form too. */
export function fullType(type: string): string {
  const { pack, module, first, rest } = SHORT_TYPE.exec(type)?.groups ?? {};
  if (pack !== 'aws' || module === undefined || first === undefined) return type;
  return `${pack}:${module}/${first.toLowerCase()}${rest ?? ''}:${first}${rest ?? ''}`;
}

/** `aws` of `aws:ec2/instance:Instance`: what stands before the first colon, or all of it. */
export function providerOf(type: string): string {
  return type.split(':', 1)[0] ?? '';
}
