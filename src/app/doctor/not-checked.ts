import { LongshoreError } from '../../lib/errors.ts';

/** Thrown when something that a check depends on is missing; another check says why. The user reads on there. */
export class NotChecked extends LongshoreError {
  readonly code = 'not-checked';
  readonly audience = 'user';
}
