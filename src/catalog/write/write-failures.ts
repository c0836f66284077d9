import { HashSet } from '../../lib/hash-set.ts';
import type { PortError } from '../../port/port-error.ts';
import { isPortOutage } from '../../port/port-outage.ts';
import { resourceName } from '../names.ts';
import type { EntityRecord } from '../state/entity-record.ts';

/** A reason for which Port refused entities, and their number. */
export interface WriteFailure {
  readonly blueprint: string;
  readonly action: 'upsert' | 'delete';
  readonly message: string;
  readonly remedy: string;
  entities: number;
  /** Some of the entities. */
  readonly examples: string[];
}

/** The source and resource of an entity. */
type Made = Pick<EntityRecord, 'source' | 'resource'>;

const FAILURES_KEPT = 200;
const EXAMPLES_KEPT = 5;

/** Counts refusals by message, so that each is reported once. */
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

  /**
   * An outage of Port is not a refusal. @throws {PortError} when Port was unavailable for one of the entities
   */
  throwIfPortIsAway(): void {
    if (this.#outage !== undefined) throw this.#outage;
  }

  /** Was an entity of this resource refused? Then the entity that it would have replaced is kept. */
  hasRefused({ source, resource }: Made): boolean {
    return this.#resources.has(resourceName(source, resource));
  }

  /** @param made the source and resource of the entity, if known */
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

  /** All of them; those with the most entities first. */
  get list(): readonly Readonly<WriteFailure>[] {
    return [...this.#failures.values()].sort((one, other) => other.entities - one.entities);
  }
}
