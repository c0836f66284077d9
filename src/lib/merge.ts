/**
 * Merges streams into one: up to `concurrency` run at once, each at most one element ahead of the consumer.
 * Sources are started when a slot is free, so they may be endless. An error of any source ends the merge and
 * closes the others.
 */
export async function* merge<Element>(
  sources: AsyncIterable<AsyncIterable<Element>>,
  concurrency: number,
): AsyncGenerator<Element, void> {
  const arrivals = new Arrivals<Arrival<Element>>();
  const open = new Set<AsyncIterator<Element>>();
  const supply = sources[Symbol.asyncIterator]();
  let isSupplyPending = false;
  let isSupplyDone = false;

  const askSupply = (): void => {
    if (isSupplyPending || isSupplyDone || open.size >= concurrency) return;
    isSupplyPending = true;
    arrivals.expect(supply.next(), (result) => ({ from: 'supply', result }));
  };
  const ask = (stream: AsyncIterator<Element>): void => {
    arrivals.expect(stream.next(), (result) => ({ from: 'stream', stream, result }));
  };

  try {
    for (;;) {
      askSupply();
      if (isSupplyDone && open.size === 0) return;
      const arrival = await arrivals.next();
      if (arrival.from === 'supply') {
        isSupplyPending = false;
        if (arrival.result.done === true) {
          isSupplyDone = true;
        } else {
          const stream = arrival.result.value[Symbol.asyncIterator]();
          open.add(stream);
          ask(stream);
        }
      } else if (arrival.result.done === true) {
        open.delete(arrival.stream);
      } else {
        yield arrival.result.value;
        ask(arrival.stream);
      }
    }
  } finally {
    for (const stream of [...open, supply]) void stream.return?.().then(undefined, () => undefined);
  }
}

type Arrival<Element> =
  | { readonly from: 'supply'; readonly result: IteratorResult<AsyncIterable<Element>, unknown> }
  | {
      readonly from: 'stream';
      readonly stream: AsyncIterator<Element>;
      readonly result: IteratorResult<Element, unknown>;
    };

/** Promised values, in order of arrival. */
class Arrivals<Thing> {
  readonly #arrived: ({ readonly thing: Thing } | { readonly error: unknown })[] = [];
  #wake: (() => void) | undefined;

  expect<Result>(promise: Promise<Result>, make: (result: Result) => Thing): void {
    promise.then(
      (result) => {
        this.#arrive({ thing: make(result) });
      },
      (error: unknown) => {
        this.#arrive({ error });
      },
    );
  }

  async next(): Promise<Thing> {
    if (this.#arrived.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const arrival = this.#arrived.shift();
    if (arrival === undefined) throw new Error('woken without an arrival');
    if ('error' in arrival) throw arrival.error;
    return arrival.thing;
  }

  #arrive(arrival: { readonly thing: Thing } | { readonly error: unknown }): void {
    this.#arrived.push(arrival);
    this.#wake?.();
    this.#wake = undefined;
  }
}
