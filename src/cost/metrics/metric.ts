import { InternalError } from '../../lib/errors.ts';

/** Of every series: whose cost it is, and where. They come first, and no metric lists them itself. */
export const PLACE_LABELS = ['account_id', 'region'] as const;

/**
 * The labels that hold names which people gave. A page without names has short hashes in their place: series can still
 * be told apart, and joined with each other.
 */
export const NAME_LABELS: ReadonlySet<string> = new Set([
  'arn_name',
  'cluster_arn',
  'cluster_name',
  'instance',
  'name',
  'persistentvolume',
]);

/** A family of gauges on the page, in USD. */
export interface Metric<Label extends string = string> {
  /** Ends in its unit: `cloudcost_aws_ec2_instance_total_usd_per_hour`. */
  readonly name: string;
  readonly help: string;
  /** What the name ends in: `usd_per_hour`. */
  readonly unit: string;
  /** After {@link PLACE_LABELS}. */
  readonly labels: readonly Label[];
}

/** A metric, in short. */
export interface MetricDefinition<Label extends string> {
  readonly name: string;
  /** One line: what the value is. */
  readonly help: string;
  /** Those that tell its series apart besides account and region. @default none */
  readonly labels?: readonly Label[];
}

const NAME = /^[a-z][a-z0-9_]*_(?<unit>usd_per_[a-z0-9_]+)$/;
const LABEL = /^[a-z][a-z0-9_]*$/;
const HELP = /^[^\\"\n\0]+\.$/;

/**
 * Creates a metric from its definition.
 *
 * @throws {InternalError} for a name without a unit, a help text of several lines, or labels that every metric has
 */
export function defineMetric<const Label extends string = never>(
  definition: MetricDefinition<Label>,
): Metric<Label> {
  const { name, help, labels = [] } = definition;
  const unit = NAME.exec(name)?.groups?.['unit'];
  if (unit === undefined) throw new InternalError(`metric ${name} does not end in usd_per_…`);
  if (!HELP.test(help)) throw new InternalError(`the help of ${name} is not one plain sentence`);
  const taken: readonly string[] = PLACE_LABELS;
  for (const label of labels) {
    if (taken.includes(label) || !LABEL.test(label)) {
      throw new InternalError(`${name} cannot have the label ${label}`);
    }
  }
  return { name, help, unit, labels };
}
