import type { FaultPlace, FaultReason, FaultSink } from '../../mapping/fault.ts';

/** A mapping fault of a changed resource. */
export interface LiveFault extends FaultPlace {
  readonly at: string;
  readonly reason: FaultReason;
  readonly message: string;
  /** The resource. */
  readonly item: string;
}

/** The most recent faults kept for display. */
const FAULTS_KEPT = 20;
/** Distinct faults that are tracked, so that each is logged once. */
const FAULTS_TOLD = 500;

/**
 * Collects mapping faults of live events: all are counted, each is reported once, and the last ones are kept.
 */
export class LiveFaults implements FaultSink {
  readonly #now: () => number;
  readonly #onFault: (fault: LiveFault, isNew: boolean) => void;
  readonly #counts = new Map<FaultReason, number>();
  readonly #last: LiveFault[] = [];
  readonly #told = new Set<string>();

  /** @param onFault receives every fault; `isNew` for the first one at its place since `renew` */
  constructor(now: () => number, onFault: (fault: LiveFault, isNew: boolean) => void) {
    this.#now = now;
    this.#onFault = onFault;
  }

  get counts(): Readonly<Partial<Record<FaultReason, number>>> {
    return Object.fromEntries(this.#counts);
  }

  /** The last faults, the newest first. */
  get last(): readonly LiveFault[] {
    return [...this.#last].reverse();
  }

  add(reason: FaultReason, place: FaultPlace, message: string, nameOf: () => string): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
    const at = new Date(this.#now()).toISOString();
    const fault = { at, reason, ...place, message, item: nameOf() };
    this.#last.push(fault);
    if (this.#last.length > FAULTS_KEPT) this.#last.shift();
    const name = `${reason} ${place.place} ${place.expression}`;
    const isNew = !this.#told.has(name) && this.#told.size < FAULTS_TOLD;
    if (isNew) this.#told.add(name);
    this.#onFault(fault, isNew);
  }

  /** Called when the mapping was re-read: remaining faults are reported again. */
  renew(): void {
    this.#told.clear();
  }
}
