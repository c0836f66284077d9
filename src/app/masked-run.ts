import type { ConfirmGone } from '../ledger/confirmation.ts';
import type { RunEvent } from '../ledger/run-event.ts';
import type { Cause, ScopeRecord } from '../ledger/scope.ts';
import type { SecretMask } from '../lib/secret-mask.ts';

/** Masks secrets in the failures of an event: AWS messages may repeat request parameters. */
export function maskEvent(event: RunEvent, secrets: SecretMask): RunEvent {
  return event.type === 'batch' ? event : { ...event, record: maskRecord(event.record, secrets) };
}

/** The same requests, with secrets masked in the answers. */
export function maskConfirmations(confirmGone: ConfirmGone, secrets: SecretMask): ConfirmGone {
  return async (scope, missing) => {
    const answers = await confirmGone(scope, missing);
    return answers.map((answer) =>
      answer.status === 'unknown' ? { ...answer, cause: maskCause(answer.cause, secrets) } : answer,
    );
  };
}

function maskRecord(record: ScopeRecord, secrets: SecretMask): ScopeRecord {
  const { error, gaps } = record;
  return {
    ...record,
    ...(error !== undefined && { error: maskCause(error, secrets) }),
    gaps: gaps.map((gap) => maskCause(gap, secrets)),
  };
}

function maskCause<Reason extends Cause>(reason: Reason, secrets: SecretMask): Reason {
  return {
    ...reason,
    code: secrets.mask(reason.code),
    message: secrets.mask(reason.message),
    remedy: secrets.mask(reason.remedy),
  };
}
