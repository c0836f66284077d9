import { SIMULATED_KINDS } from '../kinds/registry.generated.ts';
import { itemsIn } from '../simulation/simulated-kind.ts';
import {
  CHILD_TYPES,
  OTHER_TYPES,
  UNLISTED_TYPES,
  type OtherResource,
} from '../estate/other-resources.ts';
import { ServiceError } from '../wire/call.ts';
import { number, refuse, text, type Handler, type HandlerContext } from './handler.ts';

const MOST_RESOURCES = 100;

/** @see https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/API_ListResources.html */
const listResources: Handler = (input, context) => {
  refuse(input, 'RoleArn', 'TypeVersionId', 'ResourceModel');
  const TypeName = text(input, 'TypeName');
  const all = resourcesOf(TypeName, 'LIST', context);
  const size = context.pager.size(number(input, 'MaxResults'), 1, MOST_RESOURCES);
  const list = `resources/${TypeName}/${context.accountId}/${context.region}`;
  const { indices, next } = context.pager.page(list, all.length, size, input['NextToken']);
  return {
    TypeName,
    ResourceDescriptions: indices.flatMap((index) => {
      const resource = all[index];
      return resource === undefined ? [] : [described(resource, true)];
    }),
    NextToken: next,
  };
};

/** @see https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/API_GetResource.html */
const getResource: Handler = (input, context) => {
  refuse(input, 'RoleArn', 'TypeVersionId');
  const TypeName = text(input, 'TypeName');
  const identifier = text(input, 'Identifier');
  const parent = CHILD_TYPES[TypeName];
  if (parent !== undefined && !identifier.includes('|')) {
    throw new ServiceError(
      'ValidationException',
      `Identifier ${identifier} is not valid for identifier [/properties/${parent}, …]`,
    );
  }
  const found =
    parent === undefined
      ? resourcesOf(TypeName, 'READ', context).find(({ Identifier }) => Identifier === identifier)
      : undefined;
  if (found === undefined || context.isGone(identifier)) {
    throw new ServiceError(
      'ResourceNotFoundException',
      `Resource of type '${TypeName}' with identifier '${identifier}' was not found.`,
    );
  }
  return { TypeName, ResourceDescription: described(found, false) };
};

function resourcesOf(
  type: string,
  action: 'LIST' | 'READ',
  { estate, accountId, region }: HandlerContext,
): readonly OtherResource[] {
  const parent = CHILD_TYPES[type];
  if (parent !== undefined) {
    throw new ServiceError(
      'InvalidRequestException',
      `Missing Or Invalid ResourceModel property in ${type} list handler request input.Required property:  [${parent}]`,
    );
  }
  if (UNLISTED_TYPES.has(type)) {
    throw new ServiceError(
      'UnsupportedActionException',
      `Resource type ${type} does not support ${action} action`,
    );
  }
  const resources =
    OTHER_TYPES[type]?.(estate, accountId, region) ?? modelled(type, { estate, accountId, region });
  if (resources === undefined) {
    throw new ServiceError('TypeNotFoundException', `The type '${type}' cannot be found.`);
  }
  return resources;
}

/** The resources of a simulated kind, by its CloudFormation model; undefined for an unknown kind. */
function modelled(
  type: string,
  { estate, accountId, region }: Pick<HandlerContext, 'estate' | 'accountId' | 'region'>,
): readonly OtherResource[] | undefined {
  const kind = SIMULATED_KINDS.find((one) => one.kind === type);
  if (kind === undefined) return undefined;
  const regions = kind.listedBy === 'account' ? estate.regions : [region];
  return regions.flatMap((one) =>
    [...itemsIn(kind, { estate, accountId, region: one })].flatMap(({ item: { model } }) =>
      model === undefined
        ? []
        : [
            {
              Identifier: model.Identifier,
              model: new Map(Object.entries(model.Properties)),
              isBare: true,
            },
          ],
    ),
  );
}

function described({ Identifier, model, isBare }: OtherResource, isListed: boolean): object {
  const properties =
    isListed && isBare ? identifying(Identifier, model) : Object.fromEntries(model);
  return { Identifier, Properties: JSON.stringify(properties) };
}

/** The identifying properties of a resource: many types list only these. */
function identifying(identifier: string, model: OtherResource['model']): object {
  const entries = [...model];
  return Object.fromEntries(
    identifier.split('|').flatMap((part) => {
      const found = entries.find(([, value]) => value === part);
      return found === undefined ? [] : [found];
    }),
  );
}

export const CLOUD_CONTROL: Readonly<Record<string, Handler>> = {
  ListResources: listResources,
  GetResource: getResource,
};
