/** What stands in the place of a value that an expression could not give. */
export class JqFailure {
  readonly message: string;
  /** The expression was cut off, so that nothing is known of the value: not even that jq would fail. */
  readonly isCutOff: boolean;

  constructor(message: string, isCutOff = false) {
    this.message = message;
    this.isCutOff = isCutOff;
  }
}
