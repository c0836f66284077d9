import { ServiceError } from './call.ts';
import type { ServiceModel } from './service-model.ts';

/**
 * An error of a service.
 *
 * @param name as the SDK models it; else `Code`, `Code 404` or `Code 404: message`
 */
export function serviceError(
  { errors }: Pick<ServiceModel, 'errors'>,
  name: string,
  message: string,
): ServiceError {
  const modelled = errors.get(name);
  if (modelled !== undefined) return new ServiceError(modelled.code, message, modelled.status);
  const [, given = name, status = '400', words = message] =
    /^(\S+?)(?: (\d{3}))?(?:: (.+))?$/.exec(name) ?? [];
  return new ServiceError(given, words, Number(status));
}

/** Services' error names for a rejected page size or batch: the first one in the model is used. */
const REFUSALS = [
  'InvalidInputException',
  'InvalidParameterException',
  'InvalidParameterValueException',
  'BadRequestException',
  'ValidationException',
] as const;

/** A service's error code for a rejected page size, or too large a batch. */
export function sizeRefusalOf({ errors, protocol, isQueryCompatible }: ServiceModel): string {
  if (protocol === 'rest-xml')
    return errors.has('InvalidInput') ? 'InvalidInput' : 'InvalidArgument';
  const known = REFUSALS.find((name) => errors.has(name));
  if (known !== undefined) return known;
  return protocol.endsWith('json') && !isQueryCompatible
    ? 'ValidationException'
    : 'InvalidParameterValue';
}

/** A service's error code for a rejected page token. */
export function tokenRefusalOf(service: ServiceModel): string {
  const name = 'InvalidNextTokenException';
  return service.errors.has(name) ? name : sizeRefusalOf(service);
}

/** A service's error code for members that cannot be combined. */
export function combinationRefusalOf(service: ServiceModel): string {
  return service.protocol === 'ec2' ? 'InvalidParameterCombination' : sizeRefusalOf(service);
}
