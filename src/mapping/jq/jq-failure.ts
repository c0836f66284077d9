/** Replaces the value of a failed expression. */
export class JqFailure {
  readonly message: string;
  /** The expression was cut off, so nothing is known about the value, not even whether jq would fail. */
  readonly isCutOff: boolean;

  constructor(message: string, isCutOff = false) {
    this.message = message;
    this.isCutOff = isCutOff;
  }
}
