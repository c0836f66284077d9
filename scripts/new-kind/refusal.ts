/** Thrown when a kind cannot be scaffolded; the message says what to do instead. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
