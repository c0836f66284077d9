import type { ObjectKind } from '../../src/core/exporters/object-kind.ts';
import type { Estate, EstateKind } from '../../src/sandbox/estate/estate.ts';
import { SIMULATED_KINDS } from '../../src/sandbox/kinds/registry.generated.ts';
import type { Handler } from '../../src/sandbox/services/handler.ts';
import { simulatedHandlers } from '../../src/sandbox/simulation/handlers.ts';
import { Place } from '../../src/sandbox/simulation/place.ts';
import type { SimulatedResource } from '../../src/sandbox/simulation/simulated-kind.ts';
import { simulationOf } from '../conformance/worked-example.ts';

/** Where a resource of an estate is, and its number there. */
export interface NumberedPlace {
  readonly estate: Estate;
  readonly accountId: string;
  readonly region: string;
  readonly n: number;
  /** The number of its parent, for a kind that has one. */
  readonly parent?: number;
}

/** A resource as the sandbox simulates it. */
export function resourceAt(
  kind: ObjectKind & EstateKind,
  { parent, ...where }: NumberedPlace,
): SimulatedResource {
  const simulated = simulationOf(kind);
  if ('partOf' in simulated) throw new Error(`${kind} has no resources of its own`);
  if (simulated.parent === undefined) return simulated.at(new Place({ ...where, kind }));
  const above = new Place({ ...where, kind: simulated.parent.kind, n: parent ?? 0 });
  return simulated.at(new Place({ ...where, kind, parent: above }));
}

/** What a resource is called, by the form of the name: `QueueUrl`. */
export function nameOf(kind: ObjectKind & EstateKind, form: string, place: NumberedPlace): string {
  const name = resourceAt(kind, place).names[form];
  if (name === undefined) throw new Error(`${kind} has no ${form}`);
  return name;
}

const HANDLERS = simulatedHandlers(SIMULATED_KINDS);

/** What the sandbox answers of its own, for replies that change a little of it. */
export function simulatedAnswer(operation: string): Handler {
  const handler = HANDLERS[operation];
  if (handler === undefined) throw new Error(`the sandbox does not simulate ${operation}`);
  return handler;
}
