import type { PortError } from '../../port/port-error.ts';
import { isPortOutage } from '../../port/port-outage.ts';

/** A reason for which Port refused entities, with how many it concerned. */
export interface WriteFailure {
  readonly blueprint: string;
  readonly action: 'upsert' | 'delete';
  readonly message: string;
  readonly remedy: string;
  entities: number;
  /** Some of the entities. */
  readonly examples: string[];
}

const FAILURES_KEPT = 200;
const EXAMPLES_KEPT = 5;

/** Counts refusals by what they say, so that each is told once. */
export class WriteFailures {
  readonly #failures = new Map<string, WriteFailure>();
  #entities = 0;
  #outage: PortError | undefined;

  /** Entities that failed in all. */
  get entities(): number {
    return this.#entities;
  }

  /** The last error that was Port's absence, and says nothing of the entities. */
  get outage(): PortError | undefined {
    return this.#outage;
  }

  add(action: 'upsert' | 'delete', blueprint: string, identifier: string, error: PortError): void {
    this.#entities += 1;
    if (isPortOutage(error)) this.#outage = error;
    const { message, remedy = '' } = error;
    const name = `${action} ${blueprint} ${error.status} ${message.replaceAll(/"[^"]*"|'[^']*'/g, '…')}`;
    const known = this.#failures.get(name);
    if (known === undefined && this.#failures.size >= FAILURES_KEPT) return;
    const failure = known ?? { blueprint, action, message, remedy, entities: 0, examples: [] };
    failure.entities += 1;
    if (failure.examples.length < EXAMPLES_KEPT) failure.examples.push(identifier);
    this.#failures.set(name, failure);
  }

  /** All of them, the widest first. */
  get list(): readonly Readonly<WriteFailure>[] {
    return [...this.#failures.values()].sort((one, other) => other.entities - one.entities);
  }
}
