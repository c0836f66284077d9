import { type BlockItem, type Evaluate, firstColumn } from './block-item.ts';
import { type BlockOutcome, DEPENDS } from './block-outcome.ts';
import type { FaultPlace } from './fault.ts';
import { withDoubles } from './jq/exact-json.ts';
import { readExpression, type Expression } from './jq/expression.ts';
import { JqFailure } from './jq/jq-failure.ts';
import { removalPath } from './removal-path.ts';
import { readsMissingData } from './field-completeness.ts';
import { typeName } from './type-name.ts';

const NO_PATH =
  'has no path that can be removed from the item: set itemsToParseTopLevelTransform to false';

/** A block's `itemsToParse`: how a resource is split into items. */
export interface ItemsToParseOptions {
  readonly source: string;
  /** The key of an element next to the resource's own keys. */
  readonly name: string;
  /** Remove the list itself from the item. */
  readonly removesList: boolean;
  readonly place: FaultPlace;
}

/** Splits resources: each element of a list becomes an item. */
export class ItemsToParse {
  readonly place: FaultPlace;
  readonly expression: Expression;
  readonly #name: string;
  readonly #removesList: boolean;
  /** The resource without the list; undefined when nothing is or can be removed. */
  readonly #parent: Expression | undefined;

  constructor({ source, name, removesList, place }: ItemsToParseOptions) {
    this.place = place;
    this.expression = readExpression(source);
    this.#name = name;
    this.#removesList = removesList;
    const path = removesList ? removalPath(source) : undefined;
    this.#parent = path === undefined ? undefined : readExpression(`del(${path})`);
  }

  /** The items of resources. Resources that cannot be split are skipped and reported. */
  async explode(
    items: readonly BlockItem[],
    evaluate: Evaluate,
    outcome: BlockOutcome,
  ): Promise<readonly BlockItem[]> {
    if (this.#removesList && this.#parent === undefined) {
      for (const { nameOf } of items) outcome.faults.add('not-a-list', this.place, NO_PATH, nameOf);
      return [];
    }
    const values = items.map(({ value }) => value);
    const lists = await firstColumn(evaluate, this.expression, values);
    const open = items.flatMap((item, index) => {
      const list = this.#listOf(item, lists[index], outcome);
      return list === undefined || list.length === 0 ? [] : [{ item, list }];
    });
    const parents = await this.#parentsOf(
      open.map(({ item }) => item.value),
      evaluate,
    );
    return open.flatMap(({ item, list }, index) => {
      const parent = parents[index];
      if (isObject(parent)) return this.#elements(item, parent, list);
      const problem = parent instanceof JqFailure ? `: ${parent.message}` : '';
      const message = `the list cannot be removed from the item${problem}`;
      outcome.faults.add('not-a-list', this.place, message, item.nameOf);
      outcome.isUnproven = true;
      return [];
    });
  }

  #listOf(item: BlockItem, list: unknown, outcome: BlockOutcome): readonly unknown[] | undefined {
    if (readsMissingData(this.expression, item)) {
      outcome.leaveUnproven(this.place, DEPENDS, item);
      return undefined;
    }
    if (Array.isArray(list)) return list as readonly unknown[];
    const message =
      list instanceof JqFailure ? list.message : `returns ${typeName(list)}, not a list`;
    outcome.faults.add('not-a-list', this.place, message, item.nameOf);
    outcome.isUnproven ||= list !== null; // a missing list removes nothing
    return undefined;
  }

  /** As in Ocean: values from jq have doubles for numbers, other values keep the original text. */
  async #parentsOf(values: readonly object[], evaluate: Evaluate): Promise<readonly unknown[]> {
    if (this.#parent === undefined) return values;
    const parents = await firstColumn(evaluate, this.#parent, values);
    return parents.map(withDoubles);
  }

  #elements(item: BlockItem, parent: object, list: readonly unknown[]): readonly BlockItem[] {
    return list.map((element, position) => ({
      value: { ...parent, [this.#name]: withDoubles(element) },
      input: item.input,
      resource: item.resource,
      isIncomplete: item.isIncomplete,
      hasPartialContext: item.hasPartialContext,
      isStub: item.isStub,
      nameOf: () => `${item.nameOf()} #${position + 1}`,
    }));
  }
}

function isObject(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof JqFailure)
  );
}
