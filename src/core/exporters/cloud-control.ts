import {
  CloudControlClient,
  GetResourceCommand,
  paginateListResources,
} from '@aws-sdk/client-cloudcontrol';
import type { ListResourcesCommandOutput, ResourceDescription } from '@aws-sdk/client-cloudcontrol';
import { z } from 'zod';
import { classify, type AwsFailure } from '../../aws/errors.ts';
import { LongshoreError } from '../../lib/errors.ts';
import type { ActionContext } from '../actions/action.ts';
import { perItem } from '../actions/per-item.ts';
import { sdkPages } from '../actions/sdk-pages.ts';
import { defineKind } from './define-kind.ts';
import type { Kind } from './kind.ts';
import type { ObjectKind } from './object-kind.ts';

/** The maximum page size of ListResources. */
const RESOURCES_PER_PAGE = 100;

/** Global services: every region's endpoint returns the same resources. */
const GLOBAL_SERVICES = new Set([
  'CloudFront',
  'GlobalAccelerator',
  'IAM',
  'Organizations',
  'Route53',
  'Route53RecoveryControl',
  'Shield',
]);

/** A resource as Cloud Control describes it. */
type Described = ResourceDescription & { readonly Identifier: string };

const Model = z.record(z.string(), z.unknown());

/** Thrown when Cloud Control cannot read a type, with the reason. */
class ResourceTypeError extends LongshoreError {
  readonly code = 'resource-type';
  readonly audience = 'user';
  readonly failure: AwsFailure;

  constructor(failure: AwsFailure, message: string, remedy: string, cause: unknown) {
    super(message, { cause, remedy });
    this.failure = { ...failure, class: 'other', message, remedy };
  }
}

/**
 * A kind for any CloudFormation resource type, read through Cloud Control: its properties are those of the
 * type's CloudFormation model.
 *
 * @see https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-operations-list.html
 */
export function cloudControlKind(kind: ObjectKind): Kind {
  const [, service = ''] = kind.split('::');
  const getResource = perItem({
    name: 'GetResourceAction',
    permissions: ['cloudformation:GetResource'],
    async call(item: Described, { client, signal }: ActionContext<CloudControlClient>) {
      const listed = modelOf(item);
      if (!isBare(listed, item)) return listed;
      const command = new GetResourceCommand({ TypeName: kind, Identifier: item.Identifier });
      try {
        const { ResourceDescription: found } = await client.send(command, { abortSignal: signal });
        return modelOf(found);
      } catch (error) {
        throw explainedFetch(kind, error);
      }
    },
  });
  return defineKind({
    kind,
    title: `${kind} resource`,
    reach: GLOBAL_SERVICES.has(service) ? 'account' : 'regional',
    client: CloudControlClient,
    properties: z.object({}),
    list: {
      operation: 'ListResources',
      permissions: ['cloudformation:ListResources'],
      pageSize: RESOURCES_PER_PAGE,
      pages: (context) => pages(kind, context),
      items: (page) => page.ResourceDescriptions?.filter(isIdentified),
    },
    get: {
      identifiers: ['Identifier'],
      of: ({ Identifier }) => [Identifier],
      find: ([Identifier = '']) => ({ Identifier }),
    },
    idOf: ({ Identifier }) => Identifier,
    listed: (item) => modelOf(item),
    extraContext: ({ Identifier }, { account, region }) => ({
      AccountId: account.id,
      Region: region,
      Identifier,
    }),
    actions: { defaults: [getResource], options: [] },
  });
}

async function* pages(
  kind: ObjectKind,
  context: ActionContext<CloudControlClient>,
): AsyncGenerator<ListResourcesCommandOutput, void> {
  try {
    yield* sdkPages(paginateListResources, context, {
      TypeName: kind,
      MaxResults: RESOURCES_PER_PAGE,
    });
  } catch (error) {
    throw explainedListing(kind, error);
  }
}

/** Explains why Cloud Control rejects listing a type. */
function explainedListing(kind: ObjectKind, error: unknown): unknown {
  const failure = classify(error);
  switch (failure.code) {
    case 'TypeNotFoundException':
      return new ResourceTypeError(
        failure,
        `CloudFormation has no resource type ${kind} here`,
        'check the spelling and case of its name in the CloudFormation registry; if only this region does not have it, deny the region in the regionPolicy',
        error,
      );
    case 'UnsupportedActionException':
      return new ResourceTypeError(
        failure,
        `${kind} cannot be listed: ${failure.message}`,
        'Cloud Control does not list this type: remove its block from the mapping',
        error,
      );
    case 'InvalidRequestException':
      return new ResourceTypeError(
        failure,
        `${kind} is listed only below a parent: ${failure.message}`,
        'Cloud Control lists this type only for one parent at a time: remove its block from the mapping',
        error,
      );
    default:
      return error;
  }
}

/** Explains why Cloud Control rejects a single fetch. */
function explainedFetch(kind: ObjectKind, error: unknown): unknown {
  const failure = classify(error);
  switch (failure.code) {
    case 'TypeNotFoundException':
      return new ResourceTypeError(
        failure,
        `CloudFormation has no resource type ${kind} here`,
        'check the region, and the spelling and case of its name in the CloudFormation registry',
        error,
      );
    case 'UnsupportedActionException':
      return new ResourceTypeError(
        failure,
        failure.message,
        'Cloud Control does not read resources of this type',
        error,
      );
    case 'InvalidRequestException':
    case 'ValidationException':
      return new ResourceTypeError(
        failure,
        failure.message,
        'use the primary identifier of the type with its parts joined by |, as in <cluster>|<nodegroup>; the CloudFormation registry lists them',
        error,
      );
    default:
      return error;
  }
}

function isIdentified(item: ResourceDescription): item is Described {
  return item.Identifier !== undefined;
}

/** Many types list only the identifying properties. */
function isBare(model: Readonly<Record<string, unknown>>, { Identifier }: Described): boolean {
  return Object.keys(model).length <= Identifier.split('|').length;
}

/** @throws {SyntaxError | z.ZodError} when the properties are not a JSON object: a gap */
function modelOf(item: ResourceDescription | undefined): Readonly<Record<string, unknown>> {
  return item?.Properties === undefined ? {} : Model.parse(JSON.parse(item.Properties));
}
