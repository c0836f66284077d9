import { HashSet } from '../../lib/hash-set.ts';
import type { PortError } from '../../port/port-error.ts';
import { isPortOutage } from '../../port/port-outage.ts';
import { resourceName } from '../names.ts';
import type { EntityRecord } from '../state/entity-record.ts';

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

/** What an entity was made of. */
type Made = Pick<EntityRecord, 'source' | 'resource'>;

const FAILURES_KEPT = 200;
const EXAMPLES_KEPT = 5;

/** Counts refusals by what they say, so that each is told once. */
export class WriteFailures {
  readonly #failures = new Map<string, WriteFailure>();
  /** Resources with an entity that could not be written. */
  readonly #resources = new HashSet();
  #entities = 0;
  #outage: PortError | undefined;

  /** Entities that failed in all. */
  get entities(): number {
    return this.#entities;
  }

  /** Port's absence is no refusal. @throws {PortError} when Port was away for one of the entities */
  throwIfPortIsAway(): void {
    if (this.#outage !== undefined) throw this.#outage;
  }

  /** Was an entity of this resource refused? Then what it would have replaced stays. */
  hasRefused({ source, resource }: Made): boolean {
    return this.#resources.has(resourceName(source, resource));
  }

  /** @param made what the entity was made of, where that is known */
  add(
    action: 'upsert' | 'delete',
    blueprint: string,
    identifier: string,
    error: PortError,
    made?: Made,
  ): void {
    this.#entities += 1;
    if (made !== undefined) this.#resources.add(resourceName(made.source, made.resource));
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
