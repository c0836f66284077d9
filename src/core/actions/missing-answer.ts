/**
 * AWS answered, and left one item out without saying why. The item's attributes are unknown, not empty.
 * Not thrown: it is the reason in a gap.
 */
export class MissingAnswerError extends Error {
  override readonly name = 'MissingAnswer';

  constructor(id: string) {
    super(`AWS left ${id} out of its answer without giving a reason`);
  }
}
