/** A signal that follows another one after a delay, unless it is disposed first. */
export class DelayedSignal implements Disposable {
  readonly #controller = new AbortController();
  readonly #first: AbortSignal;
  readonly #delayMs: number;
  #timer: NodeJS.Timeout | undefined;
  readonly #begin = (): void => {
    this.#timer = setTimeout(() => {
      this.#controller.abort(this.#first.reason);
    }, this.#delayMs);
    this.#timer.unref();
  };

  /** @param delayMs how long after `first` it is aborted, in milliseconds */
  constructor(first: AbortSignal, delayMs: number) {
    this.#first = first;
    this.#delayMs = delayMs;
    if (first.aborted) this.#begin();
    else first.addEventListener('abort', this.#begin, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    this.#first.removeEventListener('abort', this.#begin);
    clearTimeout(this.#timer);
  }
}
