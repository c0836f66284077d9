import { LongshoreError, type LongshoreErrorOptions } from '../../lib/errors.ts';

/** Thrown for an export of the bill that cannot be read whole. Nothing of it was stored. The user fixes it. */
export class BillingExportError extends LongshoreError {
  readonly code = 'billing-export';
  readonly audience = 'user';
  /** The export's file, or its manifest. */
  readonly file: string;

  constructor(file: string, problem: string, options: LongshoreErrorOptions) {
    super(`${file}: ${problem}`, options);
    this.file = file;
  }
}
