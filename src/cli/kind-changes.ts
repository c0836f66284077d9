import type { createColors } from 'picocolors';
import { changedFields, type ChangedField } from '../app/store/changed-fields.ts';
import { fitted, visible } from '../lib/cell-text.ts';
import { count } from '../lib/table.ts';
import type { ResourceChange } from '../store/changes.ts';

/** How changes are printed. */
export interface ChangeStyle {
  readonly colours: ReturnType<typeof createColors>;
  /** Longest line; undefined for any. */
  readonly width: number | undefined;
}

type Change = ResourceChange['change'];
export type ChangeCounts = Record<Change, number>;

/** Resources shown of one kind; the rest is counted. */
const MOST_SHOWN = 50;
const MOST_FIELDS = 12;
const SIGNS: Readonly<Record<Change, string>> = { appeared: '+', changed: '~', disappeared: '-' };

interface Shown {
  /** Sorts resources by account, region and identifier. */
  readonly place: string;
  readonly lines: readonly string[];
}

/** The changes of one kind, in words: the first ones with their fields, the others as a number. */
export class KindChanges {
  readonly kind: string;
  readonly counts = newCounts();
  readonly #style: ChangeStyle;
  #shown: readonly Shown[] = [];

  constructor(kind: string, style: ChangeStyle) {
    this.kind = kind;
    this.#style = style;
  }

  add(change: ResourceChange): void {
    this.counts[change.change] += 1;
    const { account, region, id } = change;
    const place = `${account}\0${region}\0${id}`;
    const last = this.#shown.at(-1);
    const isFull = this.#shown.length === MOST_SHOWN;
    if (isFull && last !== undefined && place >= last.place) return;
    this.#show([{ place, lines: linesOf(change, this.#style) }]);
  }

  /** Takes over the changes of another part of the kind. */
  merge(other: KindChanges): void {
    addCounts(this.counts, other.counts);
    this.#show(other.#shown);
  }

  text(): string {
    const rest = total(this.counts) - this.#shown.length;
    const more = rest > 0 ? [`  … and ${count(rest)} more: see all with --json`] : [];
    const head = `${this.#style.colours.bold(this.kind)}: ${countsText(this.counts)}`;
    return [head, ...this.#shown.flatMap(({ lines }) => lines), ...more, '', ''].join('\n');
  }

  #show(more: readonly Shown[]): void {
    this.#shown = [...this.#shown, ...more]
      .sort((one, other) => (one.place < other.place ? -1 : 1))
      .slice(0, MOST_SHOWN);
  }
}

/** The last line, for all kinds. */
export function totalText(counts: Readonly<ChangeCounts>, { colours }: ChangeStyle): string {
  return total(counts) === 0 ? 'Nothing has changed.\n' : `${colours.bold(countsText(counts))}\n`;
}

export function newCounts(): ChangeCounts {
  return { appeared: 0, changed: 0, disappeared: 0 };
}

export function addCounts(to: ChangeCounts, more: Readonly<ChangeCounts>): void {
  for (const change of CHANGES) to[change] += more[change];
}

const CHANGES: readonly Change[] = ['appeared', 'changed', 'disappeared'];

function total(counts: Readonly<ChangeCounts>): number {
  return CHANGES.reduce((sum, change) => sum + counts[change], 0);
}

function countsText(counts: Readonly<ChangeCounts>): string {
  return CHANGES.filter((change) => counts[change] > 0)
    .map((change) => `${count(counts[change])} ${change}`)
    .join(', ');
}

function linesOf(change: ResourceChange, { colours, width }: ChangeStyle): readonly string[] {
  const fit = (line: string): string => (width === undefined ? line : fitted(line, width));
  const { change: type, account, region, id, name } = change;
  const title = name === null || name === id ? id : `${name} (${id})`;
  const line = fit(`  ${SIGNS[type]} ${visible(title)}  ${account} ${region}`);
  const colour = { appeared: colours.green, changed: colours.yellow, disappeared: colours.red };
  return [colour[type](line), ...fieldsOf(change).map((field) => fit(`      ${field}`))];
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
