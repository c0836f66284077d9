/** How much of the past counts in the average: about the last ten pages. */
const WEIGHT_OF_NEW = 0.1;
/** How much of the largest page's memory is left after each further page. */
const MEMORY_OF_LARGEST = 0.95;
/** Before any page is seen, this many resources at most are expected of one. */
const FIRST_GUESS = 1_000;
/** The same for a kind that waits for each: such pages fill slowly, and must not keep others waiting. */
const FIRST_GUESS_OF_SLOW = 100;

/**
 * Learns how many resources a kind's pages hold, so that room is asked for before a page is read: for the
 * average page, but for at least half of the largest one lately. Empty pages come back first, so that the
 * average alone would let every region's full page in at once. What a page holds beyond its estimate is
 * added when it has come.
 */
export class PageEstimate {
  #average: number;
  #largest: number;

  /** @param isSlow its kind waits for a call for each resource */
  constructor(pageSize: number, isSlow: boolean) {
    this.#average = Math.min(pageSize, isSlow ? FIRST_GUESS_OF_SLOW : FIRST_GUESS);
    this.#largest = this.#average;
  }

  get resources(): number {
    return Math.max(1, this.#average, this.#largest / 2);
  }

  learn(resources: number): void {
    this.#average += (resources - this.#average) * WEIGHT_OF_NEW;
    this.#largest = Math.max(resources, this.#largest * MEMORY_OF_LARGEST);
  }
}
