/** How much of the past counts: about the last ten pages. */
const WEIGHT_OF_NEW = 0.1;
/** Before any page is seen, this many resources at most are expected of one. */
const FIRST_GUESS = 1_000;

/**
 * Learns how many resources a kind's pages hold, so that room is asked for before a page is read: for the
 * average page; what a page holds beyond it is added when it has come.
 */
export class PageEstimate {
  #average: number | undefined;
  readonly #firstGuess: number;

  constructor(pageSize: number) {
    this.#firstGuess = Math.min(pageSize, FIRST_GUESS);
  }

  get resources(): number {
    return this.#average === undefined ? this.#firstGuess : Math.max(1, this.#average);
  }

  learn(resources: number): void {
    const average = this.#average ?? resources;
    this.#average = average + (resources - average) * WEIGHT_OF_NEW;
  }
}
