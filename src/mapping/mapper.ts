import type { Fault, FaultSink } from './fault.ts';
import type { JqEvaluator } from './jq/evaluator.ts';
import type { MappedBatch, MappingInput, MappingSummary } from './mapped.ts';
import { MappingBlock } from './mapping-block.ts';
import type { PortAppConfig } from './port-app-config.ts';

/**
 * A compiled mapping document: produces entities from raw items with jq, as Ocean does.
 *
 * @see https://docs.port.io/build-your-software-catalog/customize-integrations/configure-mapping/
 */
export class Mapper {
  readonly #blocks: readonly MappingBlock[];
  readonly #evaluator: JqEvaluator;

  constructor(config: PortAppConfig, evaluator: JqEvaluator) {
    this.#evaluator = evaluator;
    let mappings = 0;
    this.#blocks = config.resources.map((resource, index) => {
      const block = new MappingBlock(resource, index, mappings);
      mappings += block.mappings.length;
      return block;
    });
  }

  /** The number of every entity mapping, in the document's order. */
  get mappings(): readonly MappingSummary[] {
    return this.#blocks.flatMap(({ mappings }) => mappings);
  }

  /** Expressions that jq cannot compile: their fields are null for every resource. */
  async problems(): Promise<readonly Fault[]> {
    const placed = this.#blocks.flatMap(({ expressions }) => expressions);
    const messages = await this.#evaluator.check(placed.map(({ expression }) => expression));
    return placed.flatMap(({ place, expression }, index) => {
      const message = messages[index];
      if (message === undefined) return [];
      const isSelector = place.place.endsWith('.selector.query');
      const reason = isSelector ? 'selector-failed' : 'expression-failed';
      return [{ ...place, expression: expression.source, reason, message }];
    });
  }

  /** Maps items of one kind through every block of that kind. */
  async map(
    kind: string,
    inputs: readonly MappingInput[],
    faults: FaultSink,
    signal?: AbortSignal,
  ): Promise<readonly MappedBatch[]> {
    const results: MappedBatch[] = [];
    for (const block of this.#blocks) {
      if (block.kind === kind)
        results.push(await block.map(inputs, this.#evaluator, faults, signal));
    }
    return results;
  }
}
