/** A reserved share, held until it is released. */
export interface Share {
  /** Changes the share to the actual size. The budget may then be exceeded, and others wait. */
  resize(size: number): void;
  /** Releases the share. Repeated calls do nothing. */
  release(): void;
}

interface Waiter {
  size(): number;
  enter(share: Share): void;
  readonly signal: AbortSignal;
}

/** Limits the memory held at once: a caller reserves it before it holds something. */
export class MemoryBudget {
  readonly #capacity: number;
  readonly #waiting: Waiter[] = [];
  #used = 0;

  /** @param capacity in the unit of the shares */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /**
   * Waits for space, first come, first served. A size above the capacity waits for all of it.
   *
   * @param size evaluated again when it is the waiter's turn: it may have changed
   * @throws the signal's reason when aborted while waiting.
   */
  async enter(size: () => number, signal: AbortSignal): Promise<Share> {
    signal.throwIfAborted();
    const asked = this.#bounded(size);
    if (this.#waiting.length === 0 && this.#used + asked <= this.#capacity)
      return this.#share(asked);
    return new Promise<Share>((resolve, reject) => {
      const waiter: Waiter = {
        size,
        signal,
        enter(share) {
          signal.removeEventListener('abort', leave);
          resolve(share);
        },
      };
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(signal.reason as Error);
        this.#admit();
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(waiter);
    });
  }

  #share(size: number): Share {
    let held = size;
    let isReleased = false;
    this.#used += held;
    return {
      resize: (actual) => {
        if (isReleased) return;
        this.#used += actual - held;
        held = actual;
        this.#admit();
      },
      release: () => {
        if (isReleased) return;
        isReleased = true;
        this.#used -= held;
        this.#admit();
      },
    };
  }

  #bounded(size: () => number): number {
    return Math.min(size(), this.#capacity);
  }

  #admit(): void {
    for (;;) {
      const first = this.#waiting[0];
      if (first === undefined) return;
      const size = this.#bounded(() => first.size());
      if (this.#used + size > this.#capacity) return;
      this.#waiting.shift();
      first.enter(this.#share(size));
    }
  }
}
