import { LongshoreError } from '../../lib/errors.ts';

/** Thrown when a dependency of a check is missing; another check reports the reason. */
export class NotChecked extends LongshoreError {
  readonly code = 'not-checked';
  readonly audience = 'user';
}
