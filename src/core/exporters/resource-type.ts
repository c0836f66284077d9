import { z } from 'zod';
import { classify } from '../../aws/errors.ts';
import type { ScopeClients } from '../../aws/client-factory.ts';
import type { ObjectKind } from './object-kind.ts';
import type { TypeVerdict } from './registry.ts';

/** The IAM action for looking up a type. */
export const TYPE_PERMISSION = 'cloudformation:DescribeType';

/**
 * Asks CloudFormation's registry, in one account and region, whether a resource type exists. Private and
 * third-party types exist only where they were registered or activated.
 *
 * @returns `unknown` when access is denied, or the registry does not answer
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeType.html
 */
export async function askForType(
  type: ObjectKind,
  clients: ScopeClients,
  region: string,
  signal: AbortSignal,
): Promise<TypeVerdict> {
  const { CloudFormationClient, DescribeTypeCommand } =
    await import('@aws-sdk/client-cloudformation');
  const command = new DescribeTypeCommand({ Type: 'RESOURCE', TypeName: type });
  try {
    await clients.of(CloudFormationClient, region).send(command, { abortSignal: signal });
    return 'exists';
  } catch (error) {
    return classify(error).code === 'TypeNotFoundException' ? 'missing' : 'unknown';
  }
}

const Handler = z.looseObject({ permissions: z.array(z.string()).default([]) });
const TypeSchema = z.looseObject({
  handlers: z.looseObject({ read: Handler.optional(), list: Handler.optional() }).default({}),
});

/** `kinesis:ListStreams`, or with a wildcard: third-party schemas may contain any text. */
const IAM_ACTION = /^[a-z0-9-]+:[A-Za-z0-9*?]+$/;

/** The IAM actions that CloudFormation calls with the caller's credentials to list and read a type. */
export interface TypePermissions {
  /** Undefined when the type cannot be listed. */
  readonly list: readonly string[] | undefined;
  /** Undefined when the type cannot be read. */
  readonly read: readonly string[] | undefined;
}

/**
 * The permissions of a type's own handlers, from its schema in CloudFormation's registry.
 *
 * @throws AWS's error, and {@link z.ZodError} or SyntaxError for an invalid schema
 * @see https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
 */
export async function typePermissions(
  type: ObjectKind,
  clients: ScopeClients,
  region: string,
  signal: AbortSignal,
): Promise<TypePermissions> {
  const { CloudFormationClient, DescribeTypeCommand } =
    await import('@aws-sdk/client-cloudformation');
  const command = new DescribeTypeCommand({ Type: 'RESOURCE', TypeName: type });
  const { Schema } = await clients
    .of(CloudFormationClient, region)
    .send(command, { abortSignal: signal });
  const { handlers } = TypeSchema.parse(JSON.parse(Schema ?? '{}'));
  return { list: actionsOf(handlers.list), read: actionsOf(handlers.read) };
}

function actionsOf(handler: z.output<typeof Handler> | undefined): readonly string[] | undefined {
  return handler?.permissions.filter((permission) => IAM_ACTION.test(permission));
}

/** Is it an AWS type, which is the same in every account? */
export function isPublishedByAws(type: ObjectKind): boolean {
  return type.startsWith('AWS::');
}
