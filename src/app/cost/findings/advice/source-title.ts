import { ADVICE_FACTS, isAdviceSource } from '../../../../cost/advice/advice-source.ts';

/** The name of a source of AWS's advice, for people: `Compute Optimizer`. */
export function sourceTitle(source: string): string {
  return isAdviceSource(source) ? ADVICE_FACTS[source].title : source;
}
