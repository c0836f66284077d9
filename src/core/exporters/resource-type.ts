import { classify } from '../../aws/errors.ts';
import type { ScopeClients } from '../../aws/client-factory.ts';
import type { ObjectKind } from './object-kind.ts';
import type { TypeVerdict } from './registry.ts';

/** The IAM action that asking for a type needs. */
export const TYPE_PERMISSION = 'cloudformation:DescribeType';

/**
 * Asks CloudFormation's registry, in one account and region, whether there is a resource type. Private and
 * third-party types are there only where they were registered or activated.
 *
 * @returns `unknown` when the registry may not be asked, or does not answer
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

/** Is it one of AWS's own types, which are the same in every account? */
export function isPublishedByAws(type: ObjectKind): boolean {
  return type.startsWith('AWS::');
}
