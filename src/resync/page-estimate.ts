/** How much of the past counts: about the last ten pages. */
const WEIGHT_OF_NEW = 0.1;
/** Room is asked for twice the average page, since pages differ. */
const SAFETY = 2;
/** Before any page is seen, this many resources at most are expected of one. */
const FIRST_GUESS = 1_000;

/** Learns how many resources a kind's pages hold, so that memory is asked for before a page is read. */
export class PageEstimate {
  #average: number | undefined;
  readonly #firstGuess: number;

  constructor(pageSize: number) {
    this.#firstGuess = Math.min(pageSize, FIRST_GUESS);
  }

  get resources(): number {
    return this.#average === undefined ? this.#firstGuess : Math.max(1, this.#average * SAFETY);
  }

  learn(resources: number): void {
    const average = this.#average ?? resources;
    this.#average = average + (resources - average) * WEIGHT_OF_NEW;
  }
}
