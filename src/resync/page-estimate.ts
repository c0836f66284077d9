/** Weight of the past in the average: about the last ten pages. */
const WEIGHT_OF_NEW = 0.1;
/** How much of the largest page's weight remains after each further page. */
const MEMORY_OF_LARGEST = 0.95;
/** The most resources expected in a page before any page was seen. */
const FIRST_GUESS = 1_000;
/**
 * The same for a kind that waits for each resource: such pages fill slowly, and must not keep others waiting.
 */
const FIRST_GUESS_OF_SLOW = 100;

/**
 * Learns the page sizes of a kind, to reserve memory before a page is read: for the average page, and at
 * least half of the largest recent one. Empty pages return first, so the average alone would let every
 * region's full page in at once. If a page exceeds its estimate, the rest is reserved when it arrives.
 */
export class PageEstimate {
  #average: number;
  #largest: number;

  /** @param isSlow the kind waits for a call for each resource */
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
