import type { Batch, Resource } from '../../../core/exporters/resource.ts';
import type { Gap } from '../../../core/inspector/gap.ts';
import type { ItemCost } from '../../../cost/resources/item-cost.ts';
import type { ChargedProperties } from '../../../cost/resources/price-resources.ts';
import { itemName } from '../../../mapping/item-name.ts';

/** A resource as it is priced. */
export interface ItemToPrice extends ChargedProperties {
  readonly item: Resource;
  readonly identifiers: readonly string[] | undefined;
}

/** A batch whose resources get their cost, one after another. */
export class EnrichedBatch {
  readonly #from: Batch;
  readonly #resources: Resource[] = [];
  readonly #gaps: Gap[];
  readonly #incomplete = new Set<Resource>();
  readonly #partial = new Set<Resource>();

  constructor(from: Batch) {
    this.#from = from;
    this.#gaps = [...from.gaps];
  }

  /** Could a part of its properties not be read? */
  isIncomplete(item: Resource): boolean {
    const { gaps, incomplete } = this.#from;
    return incomplete?.has(item) ?? gaps.length > 0;
  }

  add({ item, identifiers }: ItemToPrice, cost: ItemCost | Omit<Gap, 'identifier'>): void {
    const isMissing = 'failure' in cost;
    const resource = isMissing ? item : withCost(item, cost);
    this.#resources.push(resource);
    if (this.isIncomplete(item)) this.#incomplete.add(resource);
    if (!isMissing) return;
    this.#partial.add(resource);
    this.#gaps.push({ ...cost, identifier: identifierOf(item, identifiers, this.#from.gaps) });
  }

  get batch(): Batch {
    return {
      ...this.#from,
      resources: this.#resources,
      gaps: this.#gaps,
      ...(this.#gaps.length > 0 && { incomplete: this.#incomplete }),
      ...(this.#partial.size > 0 && { partialContext: this.#partial }),
    };
  }
}

function withCost(item: Resource, cost: ItemCost): Resource {
  return { ...item, __ExtraContext: { ...item.__ExtraContext, Cost: cost } };
}

/** The name that other gaps have for the resource, so that it counts once. */
function identifierOf(
  item: Resource,
  identifiers: readonly string[] = [],
  gaps: readonly Gap[],
): string {
  const named = gaps.find(({ identifier }) => identifiers.includes(identifier));
  return named?.identifier ?? identifiers.at(-1) ?? itemName(item);
}
