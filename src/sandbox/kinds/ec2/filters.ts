import type { Place } from '../../simulation/place.ts';
import type { Input } from '../../simulation/simulated-kind.ts';
import { ServiceError } from '../../wire/call.ts';

/** The compared value, by the filter's name. */
type Filterable = Readonly<Record<string, (place: Place) => string>>;

/**
 * Selects resources with EC2's `Filters`: those that match one value of each filter.
 *
 * @param required a filter without which the result is empty: another kind answers then
 * @throws {ServiceError} for a filter that is not simulated
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Filter.html
 */
export function filtered(
  values: Filterable,
  required?: string,
): (place: Place, input: Input) => boolean {
  return (place, { Filters = [] }) => {
    const filters = Filters as readonly { readonly Name?: string; readonly Values?: string[] }[]; // decoded by its schema
    if (required !== undefined && !filters.some(({ Name }) => Name === required)) return false;
    return filters.every(({ Name = '', Values = [] }) => {
      const valueOf = values[Name];
      if (valueOf === undefined)
        throw new ServiceError('InvalidParameterValue', `The filter '${Name}' is invalid`);
      return Values.includes(valueOf(place));
    });
  };
}
