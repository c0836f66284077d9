import type { Handler } from '../services/handler.ts';
import { simulatedOperation } from './simulated-operation.ts';
import { taggingOperation } from './tagging.ts';
import type { Served, SimulatedKind } from './simulated-kind.ts';

/** The handler of every operation that these kinds declare, by `service:Operation`. */
export function simulatedHandlers(
  kinds: readonly SimulatedKind[],
): Readonly<Record<string, Handler>> {
  const handlers: Record<string, Handler> = { 'tagging:GetResources': taggingOperation(kinds) };
  const served = new Map<string, [Served, ...Served[]]>();
  for (const kind of kinds) {
    for (const [name, rule] of Object.entries(kind.calls)) {
      const others = served.get(name);
      if (others === undefined) served.set(name, [{ kind, rule }]);
      else others.push({ kind, rule });
    }
  }
  for (const [name, kindsOfIt] of served) handlers[name] = simulatedOperation(name, kindsOfIt);
  return handlers;
}
