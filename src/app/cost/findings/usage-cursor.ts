import type { ResourceUsage } from '../../../cost/usage/metric-summary.ts';

/** What names a resource, in the order in which both streams come. */
type Key = Pick<ResourceUsage, 'account' | 'region' | 'kind' | 'id'>;

/** Walks through summaries of usage beside resources that come in the same order: memory stays flat. */
export class UsageCursor implements AsyncDisposable {
  readonly #source: AsyncGenerator<readonly ResourceUsage[], void>;
  #batch: readonly ResourceUsage[] = [];
  #at = 0;
  #isDone = false;

  constructor(source: AsyncGenerator<readonly ResourceUsage[], void>) {
    this.#source = source;
  }

  /** The usage of a resource; undefined when there is none. Resources are asked for in order. */
  async of(key: Key): Promise<ResourceUsage | undefined> {
    for (;;) {
      const next = this.#batch[this.#at];
      if (next === undefined) {
        if (!(await this.#readOn())) return undefined;
        continue;
      }
      const order = compare(next, key);
      if (order > 0) return undefined;
      if (order === 0) return next;
      this.#at += 1; // a resource that is gone
    }
  }

  async #readOn(): Promise<boolean> {
    if (this.#isDone) return false;
    const { value, done } = await this.#source.next();
    this.#isDone = done === true;
    this.#batch = value ?? [];
    this.#at = 0;
    return !this.#isDone;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#source.return();
  }
}

function compare(one: Key, other: Key): number {
  return (
    order(one.account, other.account) ||
    order(one.region, other.region) ||
    order(one.kind, other.kind) ||
    order(one.id, other.id)
  );
}

function order(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
