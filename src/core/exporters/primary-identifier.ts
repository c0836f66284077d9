/**
 * `{ Identifier }`, as Cloud Control names a resource: the values of its primary identifier, joined by `|`.
 * Empty for a kind without one, or if a value is missing.
 *
 * @see https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-identifier.html
 */
export function primaryIdentifierOf(
  properties: object,
  primaryIdentifier: readonly string[] | undefined,
): { readonly Identifier?: string } {
  if (primaryIdentifier === undefined) return {};
  const entries: ReadonlyMap<string, unknown> = new Map(Object.entries(properties));
  const values = primaryIdentifier.map((name) => entries.get(name));
  return values.every((value) => typeof value === 'string') ? { Identifier: values.join('|') } : {};
}
