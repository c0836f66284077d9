import type { CostModel } from '../../models/define-cost-model.ts';
import { signatureOf, STANDS, type HiddenReading } from '../../models/plan-values.ts';
import type { PlannedState } from '../plans/planned-resource.ts';

/** Most results that are kept for a model. */
const MOST_RESULTS = 10_000;

interface Known<Result> {
  /** What the model has read of any resource so far. */
  readonly names: Set<string>;
  /** By the region and the values of all these names. */
  readonly results: Map<string, Result>;
}

/**
 * Does work about a planned resource once for all that are alike. A model's work follows from the values that it reads:
 * resources that agree in every value that it has ever read have the same result. Names and tags are hardly ever read, so
 * a large plan has few results.
 */
export class Repeated<Result> {
  readonly #models = new Map<CostModel, Known<Result>>();

  /** @param work must depend on the model, the region and the values read through the reading, and nothing else */
  of(
    model: CostModel,
    { properties, region = '' }: Pick<PlannedState, 'properties' | 'region'>,
    work: (read: HiddenReading['read']) => Result,
  ): Result {
    const { names, results } = this.#known(model);
    const keyOf = (): string | undefined => {
      const text = signatureOf(properties, names);
      return text === undefined ? undefined : `${region} ${text}`;
    };
    const key = keyOf();
    const known = key === undefined ? undefined : results.get(key);
    if (known !== undefined) return known;
    const before = names.size;
    const result = work((name) => names.add(name));
    if (results.size >= MOST_RESULTS) results.clear();
    const own = names.size > before ? keyOf() : key;
    if (own !== undefined) results.set(own, result);
    return result;
  }

  #known(model: CostModel): Known<Result> {
    const known = this.#models.get(model);
    if (known !== undefined) return known;
    const fresh: Known<Result> = { names: new Set(), results: new Map() };
    this.#models.set(model, fresh);
    return fresh;
  }
}

/** A reading in which hidden values count as missing. */
export function plainReading(read: HiddenReading['read']): HiddenReading {
  const [stand] = STANDS;
  return { stand, seen: () => undefined, read };
}
