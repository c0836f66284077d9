import { ConfigurationError } from '../../lib/errors.ts';
import type { Kind } from './kind.ts';

/** A parsed ARN. Some services omit the region, the account, or both. */
export interface Arn {
  readonly text: string;
  readonly partition: string;
  readonly service: string;
  readonly region: string | undefined;
  readonly accountId: string | undefined;
  readonly resource: string;
}

const ARN = /^arn:([^:\s]+):([^:\s]+):([^:\s]*):(\d{12})?:(\S.*)$/;

/** Undefined for text that is not an ARN. */
export function parseArn(text: string): Arn | undefined {
  const [, partition = '', service = '', region = '', accountId, resource = ''] =
    ARN.exec(text) ?? [];
  if (partition === '') return undefined;
  return { text, partition, service, region: region || undefined, accountId, resource };
}

/**
 * The identifiers of a resource, from its ARN.
 *
 * @throws {ConfigurationError} for the ARN of another kind, or for a kind without ARNs
 */
export function identifiersFromArn(
  { kind, identifiers, arn: form }: Pick<Kind, 'kind' | 'identifiers' | 'arn'>,
  { text, service, resource }: Arn,
): readonly string[] {
  const fetchedBy = identifiers.map((identifier) => identifier.toUpperCase()).join(' ');
  if (form === undefined) {
    throw new ConfigurationError(`${kind} cannot be fetched by ARN`, {
      remedy: `run: longshore get ${kind} ${fetchedBy}`,
    });
  }
  const match = form.exec(`${service}:${resource}`);
  if (match === null) {
    throw new ConfigurationError(`${text} is not an ARN of ${kind}`, {
      remedy: `check the kind and the ARN; the kind can also be fetched by ${fetchedBy}`,
    });
  }
  if (match.groups === undefined) return [text];
  return identifiers.map((identifier) => match.groups?.[identifier] ?? '');
}
