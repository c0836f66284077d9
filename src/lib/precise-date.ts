/** A time with microseconds. */
export class PreciseDate extends Date {
  /** Of its second, from 0 to 999,999. */
  readonly microseconds: number;

  /** @param epochMicroseconds since 1970 */
  constructor(epochMicroseconds: number) {
    super(Math.floor(epochMicroseconds / 1_000));
    this.microseconds = ((epochMicroseconds % 1_000_000) + 1_000_000) % 1_000_000;
  }
}
