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

/**
 * What AWS answered when it was asked for one resource, for calls that say so with an error of their own
 * when there is none: an answer with nothing in it proves nothing.
 *
 * @throws {MissingAnswerError} when there is nothing
 */
export function answered<Item>(item: Item | undefined, id: string): Item {
  if (item === undefined) throw new MissingAnswerError(id);
  return item;
}
