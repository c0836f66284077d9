import { findBlueprint, type Blueprint } from './blueprints.ts';
import type { PortClient } from './port-client.ts';

/**
 * The organization's blueprints, each read once per run. A blueprint that cannot be read is an error, and
 * never treated as missing.
 */
export class BlueprintDirectory {
  readonly #client: PortClient;
  readonly #signal: AbortSignal;
  readonly #blueprints = new Map<string, Promise<Blueprint | undefined>>();

  /** @param planned blueprints that are treated as existing in Port, in this form */
  constructor(
    client: PortClient,
    signal: AbortSignal,
    planned: ReadonlyMap<string, Blueprint> = new Map(),
  ) {
    this.#client = client;
    this.#signal = signal;
    for (const [identifier, blueprint] of planned)
      this.#blueprints.set(identifier, Promise.resolve(blueprint));
  }

  /** Undefined when Port has no such blueprint. @throws {PortError} when it cannot be read */
  async find(identifier: string): Promise<Blueprint | undefined> {
    const known = this.#blueprints.get(identifier);
    if (known !== undefined) return known;
    const found = findBlueprint(this.#client, identifier, this.#signal);
    this.#blueprints.set(identifier, found);
    return found;
  }

  /**
   * Sorts the blueprints so that each comes before those it relates to; cycles stay unsorted.
   *
   * @throws {PortError} when one of them cannot be read: nothing may be deleted then
   */
  async dependentsFirst(identifiers: readonly string[]): Promise<readonly string[]> {
    const ordered: string[] = [];
    const visited = new Set<string>();
    const visit = async (identifier: string): Promise<void> => {
      if (visited.has(identifier)) return;
      visited.add(identifier);
      const blueprint = await this.find(identifier);
      for (const { target } of Object.values(blueprint?.relations ?? {})) {
        if (identifiers.includes(target)) await visit(target);
      }
      ordered.push(identifier); // after everything that it relates to
    };
    for (const identifier of identifiers) await visit(identifier);
    return ordered.reverse();
  }
}
