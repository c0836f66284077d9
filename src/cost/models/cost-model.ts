import type { z } from 'zod';
import type { DecimalLike } from '../money/decimal.ts';
import type { MissingPrice, Price } from '../prices/price.ts';
import type { PriceNeeds } from '../prices/price-need.ts';
import type { PlanValues } from './plan-values.ts';

/** A quantity that only measured usage tells, by its name in a usage file. */
export interface UsageQuantity {
  readonly usage: string;
  /** The measured quantity for a month, if there is one. */
  readonly measured: DecimalLike | undefined;
}

/** A part of a resource's cost. */
export interface Component {
  /** As in a table: `storage`. */
  readonly name: string;
  readonly price: Price | MissingPrice;
  /** For a month, in the unit of the price. Undefined when AWS did not tell the property that it follows from. */
  readonly quantity: DecimalLike | UsageQuantity | undefined;
}

/** What a model has besides the resource. */
export interface ModelContext<Name extends string> {
  /**
   * The price under this name of the model's `prices`, for these values of its key. Without a free tier, which belongs
   * to the account.
   */
  price(name: Name, ...values: readonly (string | undefined)[]): Price | MissingPrice;
  /** The price of a spot instance, which no price list has. */
  spot(zone: string | undefined, type: string | undefined, product: string): Price | MissingPrice;
  /** The price of an instance in a capacity block, by its reservation: on the bill alone. */
  capacityBlock(reservationId: string | undefined): Price | MissingPrice;
  /** What was measured, by its name in a usage file: `monthly_requests`. */
  usage(name: string): UsageQuantity;
  /** The properties of a related resource, by its name in `related`. Undefined when it is not known. */
  related(name: string): Readonly<Record<string, unknown>> | undefined;
  readonly region: string;
  /** The time of the prices, in milliseconds since the Unix epoch: an estimate holds for then. Undefined without prices. */
  readonly pricedAt: number | undefined;
}

/** Another resource that the cost depends on. */
export interface RelatedResource<Properties> {
  readonly kind: string;
  /** Its ARN, from the resource's properties. */
  arn(properties: Properties): string | undefined;
}

/** A resource that a plan declares inside another: a volume of an instance. */
export interface PlannedPart {
  readonly kind: string;
  readonly name: string;
  /** Where it is in another region than the resource: a replica. @default the resource's */
  readonly region?: string;
  /** As AWS names them. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** The usage of the resource that is the part's too: a replica stores as much as its table. */
  readonly sharedUsage?: readonly string[];
}

/** How a plan names the resource. */
export interface PlanNames {
  /** Resource types: `aws_ebs_volume`. */
  readonly terraform: readonly string[];
  /** Type tokens: `aws:ebs/volume:Volume`. */
  readonly pulumi: readonly string[];
  /**
   * Properties as AWS names them, with the attribute of Terraform that each is: `{ Size: 'size' }`; or what makes them
   * of the planned values. Pulumi's names are those of Terraform in another spelling.
   */
  readonly properties:
    Readonly<Record<string, string>> | ((values: PlanValues) => Readonly<Record<string, unknown>>);
  /** Resources inside this one. */
  readonly inside?: (values: PlanValues) => readonly PlannedPart[];
  /** The attributes that refer to related resources, by their names in `related`: `{ definition: 'task_definition' }`. */
  readonly related?: Readonly<Record<string, string>>;
}

/** What a kind is charged for. */
export interface CostModelDefinition<Schema extends z.ZodType, Needs extends PriceNeeds> {
  /** The kind of the resources. */
  readonly kind: string;
  /** AWS's page of prices. */
  readonly pricing: string;
  /** The properties that the cost depends on, as AWS names them. */
  readonly properties: Schema;
  readonly prices: Needs;
  /** What measured usage the components take, by the name in a usage file, with its unit: `requests per month`. */
  readonly usage?: Readonly<Record<string, string>>;
  readonly related?: Readonly<Record<string, RelatedResource<z.output<Schema>>>>;
  readonly plan: PlanNames;
  /** None for a resource that costs nothing as it is: a stopped instance. */
  components(
    properties: z.output<Schema>,
    context: ModelContext<keyof Needs & string>,
  ): readonly Component[];
}
