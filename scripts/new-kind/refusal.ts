/** Thrown when a kind cannot be scaffolded; the message contains the fix. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
