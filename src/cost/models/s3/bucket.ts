import { z } from 'zod';
import { isMissing, type MissingPrice, type Price } from '../../prices/price.ts';
import type { Component, ModelContext, UsageQuantity } from '../cost-model.ts';
import { defineCostModel } from '../define-cost-model.ts';
import type { PlanValues } from '../plan-values.ts';
import { S3_PRICES, type S3Price } from './bucket-prices.ts';
import { STORAGE_CLASSES, type StorageCharge } from './storage-classes.ts';

/** With the names of components and of usage, which are the same for each bucket. */
const CLASSES = STORAGE_CLASSES.map(({ name, usage, lifecycle, charges }) => ({
  lifecycle,
  charges: charges.map((charge) => ({
    ...charge,
    name: `${name}: ${charge.name}`,
    usage: `${usage}.${charge.usage}`,
    meaning: `${name}: ${charge.unit}`,
  })),
}));

const Transition = z.object({ StorageClass: z.string().optional() });

const Properties = z.object({
  /** Of buckets that exist: CloudWatch tells what of their storage classes there is. */
  CreationDate: z.unknown().optional(),
  /** By CloudFormation's names. In plans, it tells which classes there will be. */
  LifecycleConfiguration: z
    .object({ Rules: z.array(z.object({ Transitions: z.array(Transition).optional() })) })
    .optional(),
});

/**
 * A bucket costs what is stored in it and done with it: everything needs usage. A storage class is shown when a
 * lifecycle rule names it or something of it was measured; Standard always.
 *
 * @see https://aws.amazon.com/s3/pricing/
 */
export const S3BucketCost = defineCostModel({
  kind: 'AWS::S3::Bucket',
  pricing: 'https://aws.amazon.com/s3/pricing/',
  properties: Properties,
  prices: S3_PRICES,
  usage: {
    ...Object.fromEntries(
      CLASSES.flatMap(({ charges }) => charges.map(({ usage, meaning }) => [usage, meaning])),
    ),
    object_tags: 'tags of objects',
  },
  plan: {
    terraform: ['aws_s3_bucket'],
    pulumi: ['aws:s3/bucket:Bucket', 'aws:s3/bucketV2:BucketV2'],
    properties: (values) => ({
      LifecycleConfiguration: { Rules: values.blocks('lifecycle_rule').map(ruleOf) },
    }),
  },
  components({ CreationDate, LifecycleConfiguration }, { price, usage }) {
    const rules = CreationDate === undefined ? LifecycleConfiguration?.Rules : undefined;
    const named = (rules ?? []).flatMap(({ Transitions = [] }) =>
      Transitions.map(({ StorageClass }) => StorageClass),
    );
    const components = CLASSES.flatMap(({ lifecycle, charges: all }) => {
      const charges = all.map((charge) => ({ charge, quantity: usage(charge.usage) }));
      const isUsed =
        lifecycle === undefined ||
        named.includes(lifecycle) ||
        charges.some(({ quantity }) => isMeasured(quantity));
      return charges
        .filter(({ charge, quantity }) => isUsed && (!charge.isRare || isMeasured(quantity)))
        .map(({ charge, quantity }): Component => ({
          name: charge.name,
          price: priceOf(charge, price),
          quantity,
        }));
    });
    const quantity = usage('object_tags');
    const tags: Component = { name: 'object tags', price: price('tags'), quantity };
    return isMeasured(quantity) ? [...components, tags] : components;
  },
});

function isMeasured({ measured }: UsageQuantity): boolean {
  return measured !== undefined;
}

function priceOf(
  { price: [name, ...values], otherwise }: StorageCharge,
  price: ModelContext<S3Price>['price'],
): Price | MissingPrice {
  const found = price(name, ...values);
  if (otherwise === undefined || !isMissing(found) || found.reason !== 'no-price') return found;
  const [otherName, ...otherValues] = otherwise;
  return price(otherName, ...otherValues);
}

function ruleOf(rule: PlanValues): { readonly Transitions: readonly object[] } {
  const transitions = [
    ...rule.blocks('transition'),
    ...rule.blocks('noncurrent_version_transition'),
  ];
  return {
    Transitions: transitions.map((transition) => ({
      StorageClass: transition.text('storage_class'),
    })),
  };
}
