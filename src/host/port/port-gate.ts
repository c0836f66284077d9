import type { Clock } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import { isPortOutage } from '../../port/port-outage.ts';

export interface PortGateOptions {
  /** Finds out whether Port can be worked with. Throws when it cannot. */
  probe(signal: AbortSignal): Promise<void>;
  /** Is told when Port is away, each time that this is found out. */
  onClosed(problem: string): void;
  readonly clock: Clock;
  readonly random: () => number;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/**
 * Lets work for Port through while Port can be reached, and holds it back while it cannot. However many
 * wait, one probe at a time asks Port whether it is back.
 */
export class PortGate {
  readonly #options: PortGateOptions;
  #isOpen = false;
  #opening: Promise<void> | undefined;
  #probing: Promise<void> | undefined;

  constructor(options: PortGateOptions) {
    this.#options = options;
  }

  /** Resolves when Port can be worked with, or when the signal is aborted. */
  async ready(signal: AbortSignal): Promise<void> {
    if (this.#isOpen) return;
    this.#opening ??= this.#open(signal).finally(() => {
      this.#opening = undefined;
    });
    await this.#opening;
  }

  /** Did this fail because Port is away for everybody? Asks Port, and closes the gate if so. */
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
