import type { Clock } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import { isPortOutage } from '../../port/port-outage.ts';

export interface PortGateOptions {
  /** Checks that Port is available. Throws when it is not. */
  probe(signal: AbortSignal): Promise<void>;
  /** Called each time that Port is found to be unavailable. */
  onClosed(problem: string): void;
  readonly clock: Clock;
  readonly random: () => number;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/**
 * Admits work while Port is available, and holds it back during an outage. One probe at a time checks whether
 * Port is back, however many callers wait.
 */
export class PortGate {
  readonly #options: PortGateOptions;
  #isOpen = false;
  #opening: Promise<void> | undefined;
  #probing: Promise<void> | undefined;

  constructor(options: PortGateOptions) {
    this.#options = options;
  }

  /** Resolves when Port is available, or when the signal is aborted. */
  async ready(signal: AbortSignal): Promise<void> {
    if (this.#isOpen) return;
    this.#opening ??= this.#open(signal).finally(() => {
      this.#opening = undefined;
    });
    await this.#opening;
  }

  /** Did this fail because Port is unavailable in general? Checks Port, and closes the gate if so. */
  async isClosedBy(error: unknown, signal: AbortSignal): Promise<boolean> {
    if (!isPortOutage(error)) return false;
    await this.#check(signal);
    return !this.#isOpen;
  }

  async #open(signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#options;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      await this.#check(signal);
      if (this.#isOpen) return;
      const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
      await clock.sleep(longest * (0.5 + random() / 2), signal).catch(() => undefined); // aborted
    }
  }

  async #check(signal: AbortSignal): Promise<void> {
    this.#probing ??= this.#probe(signal).finally(() => {
      this.#probing = undefined;
    });
    await this.#probing;
  }

  async #probe(signal: AbortSignal): Promise<void> {
    try {
      await this.#options.probe(signal);
      this.#isOpen = true;
    } catch (error) {
      this.#isOpen = false;
      if (!signal.aborted) this.#options.onClosed(messageOf(error));
    }
  }
}
