import type { JqEvaluator } from './jq/evaluator.ts';
import type { Expression } from './jq/expression.ts';

/** An item on its way through a block. */
export interface BlockItem {
  readonly value: object;
  /** Which of the batch's inputs it was made of: their index. */
  readonly input: number;
  /** What its resource is fetched by; empty when that is not known. */
  readonly resource: readonly string[];
  readonly isIncomplete: boolean;
  readonly isStub: boolean;
  readonly nameOf: () => string;
}

/** Evaluates expressions on values, for one batch. */
export type Evaluate = (
  expressions: readonly Expression[],
  values: readonly unknown[],
) => ReturnType<JqEvaluator['evaluate']>;

/** What one expression gives for each value. */
export async function firstColumn(
  evaluate: Evaluate,
  expression: Expression,
  values: readonly unknown[],
): Promise<readonly unknown[]> {
  const rows = await evaluate([expression], values);
  return rows.map(([first]) => first);
}
