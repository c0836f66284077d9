/** Why a mapping did not give what it says. */
export type FaultReason =
  /** A field's expression failed, or cannot be compiled: the field is null. */
  | 'expression-failed'
  /** A field's expression gave nothing: the field is null. */
  | 'nothing'
  /** The selector failed or is no boolean: it is not known whether the resource belongs in Port. */
  | 'selector-failed'
  /** `itemsToParse` gives no list: the resource is left out. */
  | 'not-a-list'
  /** Identifier or blueprint is empty or fails: no entity. */
  | 'no-entity'
  /** Part of the resource could not be read, and the field depends on it: it is left as it was. */
  | 'not-read';

/** Where a mapping did not give what it says. */
export interface FaultPlace {
  /** `resources[2].port.entity.mappings.properties.tags` */
  readonly place: string;
  readonly kind: string;
  readonly expression: string;
}

/** Something that a mapping could not do. */
export interface Fault extends FaultPlace {
  readonly reason: FaultReason;
  readonly message: string;
}

/** Receives every fault. `nameOf` names the item; it is called only when the name is needed. */
export interface FaultSink {
  add(reason: FaultReason, place: FaultPlace, message: string, nameOf: () => string): void;
}

/** A fault, with how often it was met. */
export interface FaultCount extends Fault {
  items: number;
  /** One of the items. */
  readonly example: string;
}

/** Different faults told apart. */
const FAULTS_KEPT = 500;

/** Counts faults by place and reason, so that memory does not grow with the estate. */
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
