import {
  FINDING_SCOPES,
  FINDINGS_TABLE,
  type FindingScopeRow,
} from '../../../store/finding-tables.ts';
import type { Store } from '../../../store/store.ts';
import { evaluateAdvice } from './advice/evaluate-advice.ts';
import { evaluateAccount } from './evaluate-account.ts';
import { prepareEvaluation, type EvaluationOptions } from './evaluation.ts';
import { once } from '../../../lib/once.ts';

export interface EvaluateOptions extends EvaluationOptions {
  readonly store: Store;
  onStep?(step: string): void;
}

/** What an evaluation did. */
export interface EvaluatedFindings {
  readonly accounts: number;
  readonly resources: number;
}

/**
 * Judges every resource of the store by every rule, account by account, and replaces the findings of an account whole.
 * What could not be read keeps its findings, and says so in `finding_scopes`.
 *
 * @throws {StoreError} when the store cannot be read or written
 */
export async function evaluateFindings(options: EvaluateOptions): Promise<EvaluatedFindings> {
  const { store, thresholds, signal, onStep } = options;
  const { accounts, inputsOf, ...shared } = await prepareEvaluation(options);
  let resources = 0;
  for (const [index, account] of accounts.entries()) {
    signal.throwIfAborted();
    onStep?.(`Judging the resources of account ${index + 1} of ${accounts.length}`);
    const rows: FindingScopeRow[] = [];
    const given = {
      ...inputsOf(account),
      leavesOutNo: true,
      onScope: (row: FindingScopeRow) => {
        rows.push(row);
        resources += Number(row[3]);
      },
    };
    await store.replacePart(FINDINGS_TABLE, account, evaluateAccount(given), signal);
    await store.replacePart(FINDING_SCOPES, account, once(rows), signal);
  }
  await store.keepParts(FINDINGS_TABLE, accounts);
  await store.keepParts(FINDING_SCOPES, accounts);
  await evaluateAdvice({ ...shared, store, thresholds, signal });
  return { accounts: accounts.length, resources };
}
