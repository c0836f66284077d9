import type { ResourceChange } from '../store/changes.ts';
import { addCounts, KindChanges, newCounts, totalText, type ChangeStyle } from './kind-changes.ts';

/** Changes in words, for a person, by kind. They come sorted by kind. */
export class DiffText {
  readonly #style: ChangeStyle;
  readonly #totals = newCounts();
  #kind: KindChanges | undefined;

  constructor(style: ChangeStyle) {
    this.#style = style;
  }

  /** Takes a change. @returns what is complete by now; empty for nothing */
  add(change: ResourceChange): string {
    const done = change.kind === this.#kind?.kind ? '' : this.#endKind();
    this.#kind ??= new KindChanges(change.kind, this.#style);
    this.#kind.add(change);
    return done;
  }

  /** The last kind, and the totals. */
  end(): string {
    return `${this.#endKind()}${totalText(this.#totals, this.#style)}`;
  }

  #endKind(): string {
    const kind = this.#kind;
    this.#kind = undefined;
    if (kind === undefined) return '';
    addCounts(this.#totals, kind.counts);
    return kind.text();
  }
}
