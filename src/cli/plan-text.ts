import type { FieldChange, PlanEntry } from '../catalog/write/plan-target.ts';
import { count, table } from '../lib/table.ts';
import { printable, wrap } from '../lib/text-width.ts';
import type { Style } from './style.ts';
import { withheldText } from './withheld-reasons.ts';

type Colours = Style['colours'];
type Action = PlanEntry['action'];

/** In print order. */
const ACTIONS: readonly Action[] = [
  'create-blueprint',
  'extend-blueprint',
  'create',
  'update',
  'delete',
  'withhold',
  'reject',
];

/** Groups up to this size are printed entity by entity. */
const PRINTED_SINGLY = 10;
const EXAMPLES = 3;
/** The most groups, and the most kinds of change in one group: this bounds the memory of a large plan. */
const GROUPS_KEPT = 500;
const VARIANTS_KEPT = 20;
/** Longer changes are not compared with each other. */
const LONGEST_VARIANT = 1_000;

interface Variant {
  readonly changes: readonly FieldChange[];
  readonly example: string;
  entities: number;
}

/** Entries with the same action, blueprint and reason, or with the same changed fields. */
interface Group {
  readonly action: Action;
  readonly blueprint: string;
  readonly about: string;
  readonly first: PlanEntry[];
  readonly variants: Map<string, Variant>;
  entities: number;
}

/** Collects a plan for people: counts, and one entry for all entities that change in the same way. */
export class PlanText {
  readonly #groups = new Map<string, Group>();
  readonly #counts = new Map<string, Map<Action, number>>();

  add(entry: PlanEntry): void {
    const { action, blueprint } = entry;
    const counts = this.#counts.get(blueprint) ?? new Map<Action, number>();
    this.#counts.set(blueprint, counts);
    counts.set(action, (counts.get(action) ?? 0) + 1);
    const group = this.#groupOf(entry);
    group.entities += 1;
    if (group.first.length < PRINTED_SINGLY) group.first.push(entry);
    if (entry.action === 'update') addVariant(group, entry.changes, entry.identifier);
  }

  /** The number of entities for each action, by blueprint. */
  get counts(): Readonly<Record<string, Readonly<Record<string, number>>>> {
    const sorted = [...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1));
    return Object.fromEntries(
      sorted.map(([blueprint, counts]) => [blueprint, Object.fromEntries(counts)]),
    );
  }

  /** Every group; small groups entity by entity. */
  *lines({ colours, width }: Style): Generator<string, void> {
    for (const line of this.#lines(colours)) yield wrap(line, width, INDENT.length);
  }

  *#lines(colours: Colours): Generator<string, void> {
    for (const action of ACTIONS) {
      const groups = [...this.#groups.values()].filter((group) => group.action === action);
      for (const group of groups.sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1))) {
        if (group.entities > PRINTED_SINGLY) yield groupText(group, colours);
        else yield* group.first.map((entry) => entryText(entry, colours));
      }
    }
  }

  /**
   * The counts as a table.
   *
   * @param width columns of the terminal; undefined if it is not a terminal
   */
  summary(width: number | undefined): string {
    const used = ACTIONS.filter((action) =>
      [...this.#counts.values()].some((counts) => counts.has(action)),
    );
    const rows = Object.entries(this.counts).map(([blueprint, counts]) => [
      blueprint,
      ...used.map((action) => (counts[action] === undefined ? '' : count(counts[action]))),
    ]);
    const columns = used.map((action) => ({ heading: labelOf(action), align: 'right' as const }));
    return rows.length === 0
      ? 'Nothing to do.'
      : table([{ heading: 'Blueprint' }, ...columns], rows, width);
  }

  #groupOf(entry: PlanEntry): Group {
    const { action, blueprint } = entry;
    const wanted = aboutOf(entry);
    const isFull = this.#groups.size >= GROUPS_KEPT;
    const known = this.#groups.get(keyOf(action, blueprint, wanted));
    if (known !== undefined) return known;
    const about = isFull ? 'for several reasons' : wanted;
    const key = keyOf(action, blueprint, about);
    const group = this.#groups.get(key) ?? {
      action,
      blueprint,
      about,
      first: [],
      variants: new Map(),
      entities: 0,
    };
    this.#groups.set(key, group);
    return group;
  }
}

function addVariant({ variants }: Group, changes: readonly FieldChange[], example: string): void {
  const key = JSON.stringify(changes);
  const known = variants.get(key);
  if (known !== undefined) known.entities += 1;
  else if (variants.size < VARIANTS_KEPT && key.length <= LONGEST_VARIANT)
    variants.set(key, { changes, example, entities: 1 });
}

const LAST_WRITE_UNKNOWN = 'written again: it is not known whether the last write succeeded';

/** What the entries of a group share, besides action and blueprint. */
function aboutOf(entry: PlanEntry): string {
  switch (entry.action) {
    case 'update':
      return entry.changes.length === 0
        ? LAST_WRITE_UNKNOWN
        : entry.changes.map(({ field }) => field).join(', ');
    case 'withhold':
      return withheldText(entry.reason);
    case 'reject':
      return printable(entry.reason);
    case 'create':
    case 'delete':
    case 'create-blueprint':
    case 'extend-blueprint':
      return '';
  }
}

function groupText(group: Group, colours: Colours): string {
  const about = group.about === '' ? '' : `: ${group.about}`;
  const head = `${markOf(group.action, colours)} ${count(group.entities)} ${group.blueprint}${about}`;
  const repeated = [...group.variants.values()]
    .filter(({ entities }) => entities > 1)
    .sort((one, other) => other.entities - one.entities);
  const variants = repeated.map(
    ({ entities, changes, example }) =>
      `${INDENT}${count(entities)} × ${changes.map(fieldText).join('; ')} (for example ${printable(example)})`,
  );
  const printed = repeated.reduce((sum, { entities }) => sum + entities, 0);
  if (printed === group.entities) return [head, ...variants].join('\n');
  const examples = group.first.slice(0, EXAMPLES).map(exampleText);
  return [head, ...variants, ...examples, `${INDENT}… (--json has all of them)`].join('\n');
}

/** An entry for people: the entity and its action, then its fields. */
function entryText(entry: PlanEntry, colours: Colours): string {
  const mark = markOf(entry.action, colours);
  switch (entry.action) {
    case 'create-blueprint':
      return `${mark} ${entry.blueprint}`;
    case 'extend-blueprint':
      return `${mark} ${entry.blueprint}: ${entry.fields.join(', ')}`;
    case 'create':
    case 'delete':
      return `${mark} ${entry.blueprint} ${printable(entry.identifier)}`;
    case 'withhold':
    case 'reject':
      return `${mark} ${entry.blueprint} ${printable(entry.identifier)}: ${aboutOf(entry)}`;
    case 'update': {
      const note = entry.changes.length === 0 ? ` (${LAST_WRITE_UNKNOWN})` : '';
      const fields = entry.changes.map((change) => `${INDENT}${fieldText(change)}`);
      return [`${mark} ${entry.blueprint} ${printable(entry.identifier)}${note}`, ...fields].join(
        '\n',
      );
    }
  }
}

const INDENT = '             ';

function exampleText(entry: PlanEntry): string {
  const name = printable('identifier' in entry ? entry.identifier : entry.blueprint);
  const changes = entry.action === 'update' ? entry.changes : [];
  const fields = changes.length === 0 ? '' : `: ${changes.map(fieldText).join('; ')}`;
  return `${INDENT}for example ${name}${fields}`;
}

function fieldText({ field, before, after }: FieldChange): string {
  return `${field}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`;
}

function markOf(action: Action, colours: Colours): string {
  switch (action) {
    case 'create-blueprint':
      return colours.green('+ blueprint');
    case 'extend-blueprint':
      return colours.cyan('~ blueprint');
    case 'create':
      return colours.green('+ create  ');
    case 'update':
      return colours.cyan('~ change  ');
    case 'delete':
      return colours.red('- delete  ');
    case 'withhold':
      return colours.yellow('! withhold');
    case 'reject':
      return colours.red('x reject  ');
  }
}

function labelOf(action: Action): string {
  return action === 'update' ? 'change' : action.replace('-', ' ');
}

function nameOf({ blueprint, about }: Group): string {
  return `${blueprint}\0${about}`;
}

function keyOf(action: Action, blueprint: string, about: string): string {
  return `${action}\0${blueprint}\0${about}`;
}
