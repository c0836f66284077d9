import { type BlockItem, type Evaluate, firstColumn } from './block-item.ts';
import { BlockOutcome, DEPENDS } from './block-outcome.ts';
import type { FaultPlace, FaultSink } from './fault.ts';
import { itemName } from './item-name.ts';
import { ItemsToParse } from './items-to-parse.ts';
import type { JqEvaluator } from './jq/evaluator.ts';
import { readExpression, type Expression } from './jq/expression.ts';
import { JqFailure } from './jq/jq-failure.ts';
import type { MappedBatch, MappingInput, MappingSummary } from './mapped.ts';
import type { ResourceMapping } from './port-app-config.ts';
import { EntityTemplate, entityOf, isSearchQuery, type Field } from './template.ts';
import { readsMissingData } from './field-completeness.ts';
import { typeName } from './type-name.ts';

type SelectedItem = BlockItem & { readonly isSelected: boolean };

/** An expression and its place in the document. */
interface Placed {
  readonly expression: Expression;
  readonly place: FaultPlace;
}

interface PlacedTemplate {
  readonly template: EntityTemplate;
  readonly mapping: number;
  readonly identity: string;
  readonly findsBySearch: boolean;
  readonly fields: readonly (Field & { readonly place: FaultPlace })[];
}

/** One resource block of a mapping, compiled. */
export class MappingBlock {
  readonly kind: string;
  readonly mappings: readonly MappingSummary[];
  readonly #index: number;
  readonly #selector: Placed;
  readonly #itemsToParse: ItemsToParse | undefined;
  readonly #templates: readonly PlacedTemplate[];

  /**
   * @param index the block's place in the document
   * @param firstMapping the number of its first entity mapping in the document
   */
  constructor({ kind, selector, port }: ResourceMapping, index: number, firstMapping: number) {
    this.kind = kind;
    this.#index = index;
    const placeOf = (path: string, expression: string): FaultPlace => ({
      place: `resources[${index}].${path}`,
      kind,
      expression,
    });
    this.#selector = {
      expression: readExpression(selector.query),
      place: placeOf('selector.query', selector.query),
    };
    this.#itemsToParse = itemsToParseOf(port, (source) => placeOf('port.itemsToParse', source));
    const list = Array.isArray(port.entity.mappings)
      ? port.entity.mappings
      : [port.entity.mappings];
    this.#templates = list.map((mapping, offset) => {
      const template = new EntityTemplate(mapping);
      const path = `port.entity.mappings${list.length > 1 ? `[${offset}]` : ''}`;
      const fields = template.fields.map((field) => {
        const source = field.expressions.map((expression) => expression.source).join(' ; ');
        return { ...field, place: placeOf(`${path}.${field.name}`, source) };
      });
      const { identifier, blueprint } = mapping;
      const identity = JSON.stringify([kind, blueprint, identifier]);
      const findsBySearch = typeof identifier === 'object';
      return { template, mapping: firstMapping + offset, fields, identity, findsBySearch };
    });
    this.mappings = this.#templates.map(
      ({ template, fields: [first], identity, findsBySearch }) => ({
        kind,
        identity,
        findsBySearch,
        block: index,
        blueprint: template.constantBlueprint,
        keys: template.keys,
        place: first?.place.place.replace(/\.identifier$/, '') ?? '',
      }),
    );
  }

  /** Every expression of the block and its place. */
  get expressions(): readonly Placed[] {
    const parse = this.#itemsToParse;
    return [
      this.#selector,
      ...(parse === undefined ? [] : [parse]),
      ...this.#templates.flatMap(({ fields }) =>
        fields.flatMap(({ expressions, place }) =>
          expressions.map((expression) => ({ expression, place })),
        ),
      ),
    ];
  }

  /** Paths of the raw item that it reads; an empty one for all of it. Undefined when unknown. */
  get reads(): readonly (readonly string[])[] | undefined {
    const paths: (readonly string[])[] = [];
    for (const { expression } of this.expressions) {
      if (expression.native === undefined) return undefined;
      paths.push(...expression.native.reads);
    }
    return paths;
  }

  /** Produces entities from items of the block's kind. */
  async map(
    inputs: readonly MappingInput[],
    evaluator: JqEvaluator,
    faults: FaultSink,
    signal?: AbortSignal,
  ): Promise<MappedBatch> {
    const outcome = new BlockOutcome(this.#index, faults);
    const evaluate: Evaluate = (expressions, values) =>
      evaluator.evaluate(expressions, values, signal);
    const whole = inputs.map(itemOf);
    const parts = await this.#itemsToParse?.explode(whole, evaluate, outcome);
    const items = await this.#select(parts ?? whole, evaluate, outcome);
    const values = items.map(({ value }) => value);
    const selected = items.filter(({ isSelected, isStub }) => isSelected && !isStub).length;
    for (const placed of this.#templates) {
      const rows = await evaluate(placed.template.expressions, values);
      for (const [index, item] of items.entries()) {
        this.#makeEntity(item, rows[index] ?? [], placed, outcome);
      }
      outcome.noteYield(placed.mapping, selected);
    }
    return outcome;
  }

  async #select(
    items: readonly BlockItem[],
    evaluate: Evaluate,
    outcome: BlockOutcome,
  ): Promise<readonly SelectedItem[]> {
    const { expression, place } = this.#selector;
    const values = items.map(({ value }) => value);
    const verdicts = await firstColumn(evaluate, expression, values);
    return items.flatMap((item, index) => {
      const verdict = verdicts[index];
      if (item.isStub) return [{ ...item, isSelected: false }];
      if (readsMissingData(expression, item)) {
        outcome.leaveUnproven(place, DEPENDS, item);
        return [];
      }
      if (typeof verdict === 'boolean') {
        outcome.noteVerdict(item, verdict);
        return [{ ...item, isSelected: verdict }];
      }
      const message =
        verdict instanceof JqFailure
          ? verdict.message
          : `returns ${typeName(verdict)}, not true or false`;
      outcome.faults.add('selector-failed', place, message, item.nameOf);
      outcome.isUnproven = true;
      return [];
    });
  }

  #makeEntity(
    item: SelectedItem,
    row: readonly unknown[],
    { template, mapping, fields }: PlacedTemplate,
    outcome: BlockOutcome,
  ): void {
    const faults = item.isSelected ? outcome.faults : NO_FAULTS;
    const values: [string, unknown][] = [];
    let isPartial = false;
    for (const field of fields) {
      const failures: JqFailure[] = [];
      const value = field.valueOf(row, failures);
      const [failure] = failures;
      const isUnknown =
        failure?.isCutOff === true || field.expressions.some((one) => readsMissingData(one, item));
      if (field.name === 'identifier' || field.name === 'blueprint') {
        if (isUnknown) {
          if (item.isSelected)
            outcome.leaveUnproven(field.place, failure?.message ?? DEPENDS, item);
          return;
        }
        const problem = failure?.message ?? problemOf(field.name, value);
        if (problem !== undefined) {
          faults.add('no-entity', field.place, problem, item.nameOf);
          // Empty: no entity. Failed: the entity is unknown.
          outcome.isUnproven ||= failure !== undefined && item.isSelected;
          return;
        }
        values.push([field.name, nameText(value)]);
        continue;
      }
      if (isUnknown) {
        faults.add('not-read', field.place, failure?.message ?? DEPENDS, item.nameOf);
        isPartial = true;
        continue;
      }
      values.push([field.name, value]);
      if (failure !== undefined) {
        faults.add('expression-failed', field.place, failure.message, item.nameOf);
      } else if (value === null) {
        faults.add('nothing', field.place, 'returns nothing', item.nameOf);
      }
    }
    const { hasQueries } = template;
    const { isSelected } = item;
    const entity = entityOf(values);
    const { resource } = item;
    outcome.entities.push({ entity, mapping, resource, hasQueries, isPartial, isSelected });
  }
}

const NO_FAULTS: FaultSink = { add: () => undefined };

function itemOf(
  {
    item,
    resource = [],
    isIncomplete = false,
    hasPartialContext = false,
    isStub = false,
  }: MappingInput,
  input: number,
): BlockItem {
  const nameOf = (): string => itemName(item);
  return { value: item, input, resource, isIncomplete, hasPartialContext, isStub, nameOf };
}

function itemsToParseOf(
  port: ResourceMapping['port'],
  placeOf: (source: string) => FaultPlace,
): ItemsToParse | undefined {
  const { itemsToParse: source, itemsToParseName: name } = port;
  if (typeof source !== 'string' || source.trim() === '') return undefined;
  const removesList = port.itemsToParseTopLevelTransform;
  return new ItemsToParse({ source, name, removesList, place: placeOf(source) });
}

/** The problem of an identifier or a blueprint, if any. Empty means falsy in Python. */
function problemOf(field: 'identifier' | 'blueprint', value: unknown): string | undefined {
  const isEmpty =
    value === null ||
    value === undefined ||
    value === '' ||
    value === false ||
    value === 0 ||
    (typeof value === 'object' && Object.keys(value).length === 0);
  if (isEmpty) return 'is empty';
  if (typeof nameText(value) === 'string' || (field === 'identifier' && isSearchQuery(value))) {
    return undefined;
  }
  return `returns ${typeName(value)}: Port requires one string`;
}

/** Identifiers in Port are text: numbers, `true` and lists of one of these are converted. */
function nameText(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) && value.length === 1 ? nameText(value[0]) : value;
}
