import type { createColors } from 'picocolors';
import { changedFields, type ChangedField } from '../app/store/changed-fields.ts';
import { fitted, visible } from '../lib/cell-text.ts';
import { count } from '../lib/table.ts';
import type { ResourceChange } from '../store/changes.ts';

type Colours = ReturnType<typeof createColors>;
type Change = ResourceChange['change'];

/** Resources shown of one kind; the rest is counted. */
const MOST_SHOWN = 50;
const MOST_FIELDS = 12;
const SIGNS: Readonly<Record<Change, string>> = { appeared: '+', changed: '~', disappeared: '-' };

/** Changes in words, for a person, by kind. They come sorted by kind. */
export class DiffText {
  readonly #colours: Colours;
  readonly #width: number | undefined;
  readonly #totals = newCounts();
  #kind: string | undefined;
  #counts = newCounts();
  #lines: string[] = [];
  #shown = 0;

  /** @param width longest line; undefined for any */
  constructor(colours: Colours, width: number | undefined) {
    this.#colours = colours;
    this.#width = width;
  }

  /** Takes a change. @returns what is complete by now; empty for nothing */
  add(change: ResourceChange): string {
    const done = change.kind === this.#kind ? '' : this.#kindText();
    this.#kind = change.kind;
    this.#counts[change.change] += 1;
    this.#totals[change.change] += 1;
    if (this.#shown < MOST_SHOWN) this.#lines.push(...this.#linesOf(change));
    this.#shown += 1;
    return done;
  }

  /** The last kind, and the totals. */
  end(): string {
    const last = this.#kindText();
    const { appeared, changed, disappeared } = this.#totals;
    if (appeared + changed + disappeared === 0) return 'Nothing has changed.\n';
    return `${last}${this.#colours.bold(countsText(this.#totals))}\n`;
  }

  #kindText(): string {
    if (this.#kind === undefined) return '';
    const rest = this.#shown - MOST_SHOWN;
    const more = rest > 0 ? [`  … and ${count(rest)} more: see all with --json`] : [];
    const head = `${this.#colours.bold(this.#kind)}: ${countsText(this.#counts)}`;
    const text = [head, ...this.#lines, ...more, '', ''].join('\n');
    this.#counts = newCounts();
    this.#lines = [];
    this.#shown = 0;
    return text;
  }

  #linesOf(change: ResourceChange): readonly string[] {
    const { change: type, account, region, id, name } = change;
    const title = name === null || name === id ? id : `${name} (${id})`;
    const line = this.#fit(`  ${SIGNS[type]} ${visible(title)}  ${account} ${region}`);
    const { green, yellow, red } = this.#colours;
    const colour = { appeared: green, changed: yellow, disappeared: red }[type];
    return [colour(line), ...fieldsOf(change).map((field) => this.#fit(`      ${field}`))];
  }

  #fit(line: string): string {
    return this.#width === undefined ? line : fitted(line, this.#width);
  }
}

function fieldsOf({ change, before = {}, after = {} }: ResourceChange): readonly string[] {
  if (change !== 'changed') return [];
  const fields = changedFields(before, after);
  const rest = fields.length - MOST_FIELDS;
  return [
    ...fields.slice(0, MOST_FIELDS).map(fieldText),
    ...(rest > 0 ? [`… and ${count(rest)} more fields`] : []),
  ];
}

function fieldText({ field, before, after }: ChangedField): string {
  return `${visible(field)}: ${valueText(before)} → ${valueText(after)}`;
}

function valueText(value: unknown): string {
  return value === undefined ? '(none)' : visible(JSON.stringify(value));
}

function newCounts(): Record<Change, number> {
  return { appeared: 0, changed: 0, disappeared: 0 };
}

function countsText(counts: Readonly<Record<Change, number>>): string {
  const order: readonly Change[] = ['appeared', 'changed', 'disappeared'];
  return order
    .filter((change) => counts[change] > 0)
    .map((change) => `${count(counts[change])} ${change}`)
    .join(', ');
}
