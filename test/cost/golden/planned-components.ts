import type { PriceUnit } from '../../../src/cost/prices/price-unit.ts';
import { isMissing, type MissingPrice, type Price } from '../../../src/cost/prices/price.ts';
import { decimal, ZERO, type Decimal } from '../../../src/cost/money/decimal.ts';
import type { Component } from '../../../src/cost/models/cost-model.ts';
import type { CostModel } from '../../../src/cost/models/define-cost-model.ts';
import { PlanValues } from '../../../src/cost/models/plan-values.ts';
import { plannedProperties } from '../../../src/cost/models/planned-properties.ts';
import {
  usageOfPart,
  type MeasuredUsage as Usage,
} from '../../../src/cost/models/usage-of-part.ts';
import { COST_MODELS } from '../../../src/cost/models/registry.generated.ts';
import type { DeclaredResource } from './terraform-config.ts';

/** What Longshore counts for a part of a planned resource. */
export interface CountedComponent {
  readonly kind: string;
  /** `storage`; of a resource inside the resource: `root_block_device > storage`. */
  readonly name: string;
  readonly unit: PriceUnit;
  /** `usage` where it needs usage, `unknown` where it needs a property that the configuration does not have. */
  readonly quantity: Decimal | 'usage' | 'unknown';
}

/** A time after the end of standard support of all Kubernetes versions in the cases. */
const PRICED_AT = Date.parse('2026-11-01T00:00:00Z');

/** The cost models, by the resource types of Terraform and by kind. */
export class PlannedModels {
  readonly #byType = new Map<string, CostModel>();
  readonly #byKind = new Map<string, CostModel>();

  static async load(): Promise<PlannedModels> {
    const models = new PlannedModels();
    for (const [kind, loader] of Object.entries(COST_MODELS)) {
      const model = await loader.model();
      models.#byKind.set(kind, model);
      for (const type of model.plan.terraform) models.#byType.set(type, model);
    }
    return models;
  }

  /** Undefined for a resource without a cost model. */
  of({ type }: DeclaredResource): CostModel | undefined {
    return this.#byType.get(type);
  }

  /** What a resource of a configuration is charged for, when the price list has every price. */
  componentsOf(
    resource: DeclaredResource,
    all: readonly DeclaredResource[],
    usage: Usage,
  ): readonly CountedComponent[] {
    const model = this.of(resource);
    if (model === undefined) return [];
    const { region } = resource;
    const context = { region, usage, related: this.#related(model, resource, all) };
    const own = componentsOf(model, plannedProperties(model, resource.values), context);
    const parts = model.plan.inside?.(PlanValues.of(resource.values)) ?? [];
    const inside = parts.flatMap((part) => {
      const { kind, name, properties, region: elsewhere = region } = part;
      const of = this.#byKind.get(kind);
      if (of === undefined) throw new TypeError(`no cost model of ${kind}`);
      const known = Object.entries(properties).filter(([, value]) => value !== undefined);
      const place = { ...context, region: elsewhere, usage: usageOfPart(part, usage) };
      return componentsOf(of, Object.fromEntries(known), place).map((component) => ({
        ...component,
        name: `${name} > ${component.name}`,
      }));
    });
    return [...own, ...inside];
  }

  /** The properties of the resources that its attributes refer to. */
  #related(
    model: CostModel,
    { references }: DeclaredResource,
    all: readonly DeclaredResource[],
  ): Related {
    return Object.fromEntries(
      Object.entries(model.plan.related ?? {}).map(([name, attribute]) => {
        const other = all.find(({ address }) => address === references[attribute]);
        const of = other === undefined ? undefined : this.of(other);
        const values = other?.values ?? {};
        return [name, of === undefined ? undefined : plannedProperties(of, values)];
      }),
    );
  }
}

type Related = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

interface Circumstances {
  readonly region: string;
  readonly usage: Usage;
  readonly related: Related;
}

function componentsOf(
  model: CostModel,
  properties: Readonly<Record<string, unknown>>,
  { region, usage, related }: Circumstances,
): readonly CountedComponent[] {
  const resource = model.read(properties);
  if ('problem' in resource) throw new TypeError(`${model.kind}: ${resource.problem}`);
  const components = resource.components({
    region,
    pricedAt: PRICED_AT,
    price: (name, ...values) => priceOf(model.prices[name]?.unit ?? 'Units', values),
    spot: () => priceOf('Hrs'),
    capacityBlock: () => priceOf('Hrs'),
    usage: (name) => ({ usage: name, measured: usage(name) }),
    related: (name) => related[name],
  });
  return components.map(({ name, price, quantity }) => ({
    kind: model.kind,
    name,
    unit: price.unit,
    quantity: isUnknown(price) ? 'unknown' : quantityOf(quantity),
  }));
}

function quantityOf(quantity: Component['quantity']): CountedComponent['quantity'] {
  if (quantity === undefined) return 'unknown';
  const known = typeof quantity === 'object' ? quantity.measured : quantity;
  return known === undefined ? 'usage' : decimal(known);
}

/** Every price is there, but none without its key: the price of an instance whose type is not known. */
function priceOf(
  unit: PriceUnit,
  values: readonly (string | undefined)[] = [],
): Price | MissingPrice {
  if (values.includes(undefined)) return { reason: 'no-property', detail: '', unit };
  return {
    service: '',
    sku: '',
    region: '',
    usageType: '',
    unit,
    tiers: [{ from: ZERO, to: undefined, amount: ZERO }],
    currency: 'USD',
    publicationDate: '',
    effectiveDate: '',
    source: 'price-file',
    attributes: {},
  };
}

function isUnknown(price: Component['price']): boolean {
  return isMissing(price) && price.reason === 'no-property';
}
