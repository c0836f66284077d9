import { LongshoreError } from '../../../lib/errors.ts';

/** What is wrong with costs that are to be added up. The texts are those that users of FinFocus look for. */
const TEXTS = {
  'no-cost-data': 'no cost data available',
  'mixed-currencies': 'mixed currencies not supported in cross-provider aggregation',
  'invalid-group-by': 'invalid groupBy type for cross-provider aggregation',
  'empty-results': 'empty results provided for aggregation',
  'invalid-date-range': 'invalid date range: end date must be after start date',
  'no-timestamped-resources': 'no resources with a timestamp',
} as const;
export type EngineProblem = keyof typeof TEXTS;

/** Thrown for costs that cannot be shown as asked for. The user asks otherwise. Exit code 1. */
export class EngineError extends LongshoreError {
  readonly code = 'engine';
  readonly audience = 'user';
  readonly problem: EngineProblem;

  /** @param detail follows the text after a colon; empty for none */
  constructor(problem: EngineProblem, detail: string, remedy: string) {
    super(detail === '' ? TEXTS[problem] : `${TEXTS[problem]}: ${detail}`, { remedy });
    this.problem = problem;
  }
}
