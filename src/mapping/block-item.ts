import type { JqEvaluator } from './jq/evaluator.ts';
import type { Expression } from './jq/expression.ts';

/** An item during its processing in a block. */
export interface BlockItem {
  readonly value: object;
  /** The index of its input in the batch. */
  readonly input: number;
  /** Identifiers of its resource; empty when unknown. */
  readonly resource: readonly string[];
  readonly isIncomplete: boolean;
  readonly hasPartialContext: boolean;
  readonly isStub: boolean;
  readonly nameOf: () => string;
}

/** Evaluates expressions on values, for one batch. */
export type Evaluate = (
  expressions: readonly Expression[],
  values: readonly unknown[],
) => ReturnType<JqEvaluator['evaluate']>;

/** The results of one expression, one for each value. */
export async function firstColumn(
  evaluate: Evaluate,
  expression: Expression,
  values: readonly unknown[],
): Promise<readonly unknown[]> {
  const rows = await evaluate([expression], values);
  return rows.map(([first]) => first);
}
