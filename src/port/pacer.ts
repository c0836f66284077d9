import type { Clock } from '../lib/clock.ts';
import { FamilyPace, type LimitReading } from './family-pace.ts';
import { PUBLISHED_LIMITS, type Family } from './rate-limits.ts';

/**
 * Spaces calls to stay within a share of Port's rate limits. Port's headers correct it, because other users
 * share the same limits.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #share: number;
  readonly #families = new Map<Family, FamilyPace>();
  #waitedMs = 0;

  /** @param share of the published limits, above 0 and up to 1 */
  constructor(clock: Clock, share: number) {
    this.#clock = clock;
    this.#share = share;
  }

  /** How long calls have waited here, in milliseconds. */
  get waitedMs(): number {
    return this.#waitedMs;
  }

  /** Waits for the family's next slot. @throws the signal's reason when it is aborted first */
  async turn(family: Family, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const pace = this.#of(family);
    for (let plan: number | undefined; plan !== pace.plan;) {
      plan = pace.plan;
      const wait = pace.next(this.#clock.now()) - this.#clock.now();
      if (wait <= 0) return;
      this.#waitedMs += wait;
      await this.#clock.sleep(wait, signal);
    }
  }

  learn(family: Family, reading: LimitReading): void {
    this.#of(family).learn(reading, this.#clock.now());
  }

  /** Port throttled a call: no call of the family is sent before then. */
  pause(family: Family, milliseconds: number): void {
    const now = this.#clock.now();
    this.#of(family).pause(now + milliseconds, now);
  }

  #of(family: Family): FamilyPace {
    const pace =
      this.#families.get(family) ?? new FamilyPace(PUBLISHED_LIMITS[family], this.#share);
    this.#families.set(family, pace);
    return pace;
  }
}
