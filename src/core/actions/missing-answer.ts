/**
 * AWS answered, but omitted one item without an error. The item's attributes are unknown, not empty. Never
 * thrown: it is the reason of a gap.
 */
export class MissingAnswerError extends Error {
  override readonly name = 'MissingAnswer';

  constructor(id: string) {
    super(`AWS left ${id} out of its answer without giving a reason`);
  }
}

/**
 * Checks the answer for one resource, for calls that return an error when it does not exist: an empty answer
 * proves nothing.
 *
 * @throws {MissingAnswerError} when it is empty
 */
export function answered<Item>(item: Item | undefined, id: string): Item {
  if (item === undefined) throw new MissingAnswerError(id);
  return item;
}
