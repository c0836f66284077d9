/** Why a mapping did not produce a value. */
export type FaultReason =
  /** A field's expression failed or cannot be compiled: the field is null. */
  | 'expression-failed'
  /** A field's expression returned nothing: the field is null. */
  | 'nothing'
  /** The selector failed or did not return a boolean: it is unknown whether the resource belongs in Port. */
  | 'selector-failed'
  /** `itemsToParse` did not return a list: the resource is skipped. */
  | 'not-a-list'
  /** Identifier or blueprint is empty or fails: no entity. */
  | 'no-entity'
  /** The field depends on a part of the resource that could not be read: it stays unchanged. */
  | 'not-read';

/** The place of a fault in a mapping. */
export interface FaultPlace {
  /** `resources[2].port.entity.mappings.properties.tags` */
  readonly place: string;
  readonly kind: string;
  readonly expression: string;
}

/** A fault of a mapping. */
export interface Fault extends FaultPlace {
  readonly reason: FaultReason;
  readonly message: string;
}

/** Receives every fault. `nameOf` returns the item's name; it is only called when needed. */
export interface FaultSink {
  add(reason: FaultReason, place: FaultPlace, message: string, nameOf: () => string): void;
}

/** A fault and its number of occurrences. */
export interface FaultCount extends Fault {
  items: number;
  /** One of the items. */
  readonly example: string;
}

/** Distinct faults that are tracked. */
const FAULTS_KEPT = 500;

/** Counts faults by place and reason, so that memory does not grow with the number of resources. */
export class FaultLog implements FaultSink {
  readonly #faults = new Map<FaultReason, Map<FaultPlace, FaultCount>>();
  #kept = 0;

  add(reason: FaultReason, place: FaultPlace, message: string, nameOf: () => string): void {
    const places = this.#faults.get(reason) ?? new Map<FaultPlace, FaultCount>();
    this.#faults.set(reason, places);
    const known = places.get(place);
    if (known !== undefined) {
      known.items += 1;
    } else if (this.#kept < FAULTS_KEPT) {
      this.#kept += 1;
      places.set(place, { reason, ...place, message, items: 1, example: nameOf() });
    }
  }

  /** All of them, the most frequent first. */
  get counts(): readonly Readonly<FaultCount>[] {
    const all = [...this.#faults.values()].flatMap((places) => [...places.values()]);
    return all.sort((one, other) => other.items - one.items);
  }
}
