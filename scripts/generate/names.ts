/** Abbreviations of several words: titles use this spelling. */
const SHORT = new Set(['Acl', 'Arn', 'Cpu', 'Id', 'Ip', 'Kms', 'Uri', 'Url', 'Vpc']);

/** A property's key in Port: `creationDate`, `dbInstanceClass`, `arn`. */
export function keyOf(field: string): string {
  return field.replace(/^(?:[A-Z]+(?![a-z])|[A-Z])/, (start) => start.toLowerCase());
}

/** A property's title: `Private IP Address`. */
export function titleOf(field: string): string {
  return field
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(' ')
    .map((word) => (SHORT.has(word) ? word.toUpperCase() : word))
    .join(' ')
    .replaceAll('Git Hub', 'GitHub');
}

/** A relation's title, from its key: `Task definition`. */
export function titleOfKey(key: string): string {
  const [first = '', ...rest] = key.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').split(' ');
  return [
    first.charAt(0).toUpperCase() + first.slice(1),
    ...rest.map((word) => word.toLowerCase()),
  ].join(' ');
}
