const PREFIX = 'OCEAN__';
const DELIMITER = '__';

/** Whether a variable is one of Ocean's, and so names a place in `config.yaml` too. */
export function isOceans(variable: string): boolean {
  return variable.toUpperCase().startsWith(PREFIX);
}

/** The place in `config.yaml` of one of Ocean's variables, one part for each level. */
export function segmentsOf(variable: string): readonly string[] {
  return variable.slice(PREFIX.length).split(DELIMITER);
}

/** `ACCOUNT_ROLE_ARN`, `account_role_arn` and `accountRoleArn` are the same name. */
export function keyOf(path: readonly string[]): string {
  return path.map((name) => name.replaceAll('_', '').toLowerCase()).join('.');
}

/** `OCEAN__EVENT_LISTENER__TYPE` as in the file: `eventListener.type`. */
export function pathOf(variable: string): string {
  return segmentsOf(variable)
    .map((name) =>
      name.toLowerCase().replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
    )
    .join('.');
}

/** `eventListener.type` as a variable: `OCEAN__EVENT_LISTENER__TYPE`. */
export function variableOf(path: string): string {
  const names = path.split('.').map((name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`));
  return `${PREFIX}${names.join(DELIMITER)}`.toUpperCase();
}
