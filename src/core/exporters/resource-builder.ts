import { z } from 'zod';
import type { Account } from '../../aws/account.ts';
import type { AwsClient } from '../../aws/client-factory.ts';
import { classify } from '../../aws/errors.ts';
import type { ActionContext } from '../actions/action.ts';
import type { Gap } from '../inspector/gap.ts';
import type { Inspected, ResourceInspector } from '../inspector/resource-inspector.ts';
import type { KindDefinition } from './kind-definition.ts';
import { primaryIdentifierOf } from './primary-identifier.ts';
import type { Batch, Resource } from './resource.ts';
import { toItem } from './to-item.ts';

/** Builds a kind's resources from listed items: inspected, verified against the kind's schema, with their context. */
export class ResourceBuilder<Client extends AwsClient, Page, Item, Shape extends z.ZodRawShape> {
  readonly #definition: KindDefinition<Client, Page, Item, Shape>;
  readonly #inspector: ResourceInspector<Client, Item>;
  readonly #schema: z.ZodType<z.output<z.ZodObject<Shape>>>;

  constructor(
    definition: KindDefinition<Client, Page, Item, Shape>,
    inspector: ResourceInspector<Client, Item>,
  ) {
    this.#definition = definition;
    this.#inspector = inspector;
    this.#schema = looseSchema(definition.properties);
  }

  /**
   * Inspects items, with the default actions and those of `include`.
   *
   * @returns a resource for each item that still exists; those that lack something are named in `incomplete`
   */
  async batch(
    items: readonly Item[],
    include: readonly string[],
    context: ActionContext<Client>,
  ): Promise<Batch<z.output<z.ZodObject<Shape>>>> {
    const inspection = await this.#inspector.inspect(items, include, context);
    const gaps: Gap[] = [...inspection.gaps, ...this.#listingGaps(items)];
    const resources = inspection.items.map((inspected) => this.#resource(inspected, context, gaps));
    const identifiers = inspection.items.map(({ item }) => this.#definition.get.of(item));
    if (gaps.length === 0) return { resources, identifiers, gaps };
    const lacking = new Set(gaps.map(({ identifier }) => identifier));
    const isLacking = (_: unknown, index: number): boolean => {
      const inspected = inspection.items[index];
      return inspected !== undefined && lacking.has(this.#definition.idOf(inspected.item));
    };
    return { resources, identifiers, gaps, incomplete: new Set(resources.filter(isLacking)) };
  }

  #listingGaps(items: readonly Item[]): readonly Gap[] {
    const { idOf, list, whyIncomplete } = this.#definition;
    return items.flatMap((item) => {
      const error = whyIncomplete?.(item);
      if (error === undefined) return [];
      const { permissions } = list;
      return [{ identifier: idOf(item), action: 'list', failure: classify(error), permissions }];
    });
  }

  #resource(
    { item, attributes }: Inspected<Item>,
    context: ActionContext<Client>,
    gaps: Gap[],
  ): Resource<z.output<z.ZodObject<Shape>>> {
    const { kind, idOf, listed } = this.#definition;
    const source = toItem({ ...listed(item, context), ...attributes }) as object; // an object stays an object
    const { properties, gap } = this.#validate(source, idOf(item));
    if (gap !== undefined) gaps.push(gap);
    const extra = this.#extraContext(item, properties, context);
    return {
      Type: kind,
      Properties: properties,
      ...(extra !== undefined && { __ExtraContext: extra }),
    };
  }

  #extraContext(
    item: Item,
    properties: object,
    context: ActionContext<Client>,
  ): Record<string, unknown> | undefined {
    const { extraContext, primaryIdentifier } = this.#definition;
    const own = extraContext === undefined ? ownerOf(context) : extraContext(item, context);
    if (own === undefined) return undefined;
    const identifier = primaryIdentifierOf(properties, primaryIdentifier);
    return toItem({ ...own, ...identifier }) as Record<string, unknown>;
  }

  /** A malformed attribute is removed, and reported as a gap. */
  #validate(
    source: object,
    identifier: string,
  ): { properties: z.output<z.ZodObject<Shape>>; gap?: Gap } {
    const parsed = this.#schema.safeParse(source);
    if (parsed.success) return { properties: parsed.data };
    const malformed = new Set(parsed.error.issues.map((issue) => String(issue.path[0] ?? '')));
    const rest = Object.fromEntries(
      Object.entries(source).filter(([field]) => !malformed.has(field)),
    );
    const properties = this.#schema.safeParse(rest);
    if (!properties.success) throw properties.error;
    const message = z.prettifyError(parsed.error).replaceAll(/\s*\n\s*/g, ' ');
    return {
      properties: properties.data,
      gap: {
        identifier,
        action: 'schema',
        failure: { class: 'other', code: 'UnexpectedAnswer', message },
        permissions: [],
      },
    };
  }
}

/** Unknown fields pass through: AWS adds fields over time. */
function looseSchema<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
): z.ZodType<z.output<z.ZodObject<Shape>>> {
  return schema.loose(); // the same fields, and others
}

function ownerOf({
  account,
  region,
}: {
  readonly account: Account;
  readonly region: string;
}): object {
  return { AccountId: account.id, Region: region };
}
