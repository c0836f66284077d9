import type { YamlFile } from './yaml-file.ts';

/** A value of Ocean's settings, and where it was set. */
export interface Configured {
  readonly value: unknown;
  readonly from: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The parts of Ocean's settings that hold others. Each may also be one JSON object in a variable. */
const GROUPS: ReadonlySet<string> = new Set([
  'integration',
  'integration.config',
  'port',
  'eventlistener',
]);
const PREFIX = 'OCEAN__';
const DELIMITER = '__';

/**
 * Ocean's settings, found as Ocean finds them: `config.yaml` with `{{ from env NAME }}` filled in, then
 * over it variables that hold a whole group as JSON, then over those variables of a single setting. Names
 * count in any case, camelCase as snake_case. A setting that is empty, or comes from a variable that is
 * not set, is as if it were not there.
 */
export class OceanConfiguration {
  /** What cannot be understood, and where. */
  readonly problems: string[] = [];
  readonly #values = new Map<string, Configured>();
  readonly #env: Environment;

  constructor(env: Environment, file: YamlFile | undefined) {
    this.#env = env;
    if (file !== undefined) this.#takeFile(file);
    const variables = Object.entries(env)
      .filter(([name]) => isOceans(name))
      .map(([name, value]) => ({ name, value, path: segmentsOf(name) }))
      .sort((one, other) => one.path.length - other.path.length);
    for (const { name, value, path } of variables) this.#take(value, path, () => name);
  }

  /** What was set for a variable: by itself or another way. */
  get(variable: string): Configured | undefined {
    return this.#values.get(keyOf(segmentsOf(variable)));
  }

  #takeFile({ file, value, locate }: YamlFile): void {
    const from = (path: readonly string[]): string => {
      const { line, column } = locate(path);
      return `${file}:${line}:${column} ${path.join('.')}`.trimEnd();
    };
    if (value === null || value === undefined) return;
    if (isMap(value)) {
      for (const [key, member] of Object.entries(value)) this.#take(member, [key], from, true);
    } else {
      this.problems.push(`${from([])}: must be a map of settings, as Ocean's config.yaml`);
    }
  }

  #take(
    given: unknown,
    path: readonly string[],
    from: (path: readonly string[]) => string,
    isTemplate = false,
  ): void {
    const value = isTemplate ? this.#filled(given, from(path)) : given;
    if (isUnset(value)) return;
    const key = keyOf(path);
    if (!GROUPS.has(key)) {
      this.#values.set(key, { value, from: from(path) });
      return;
    }
    const group = typeof value === 'string' ? parsedJson(value) : value;
    if (!isMap(group)) {
      const form = typeof value === 'string' ? 'a JSON object' : 'a map of settings';
      this.problems.push(`${from(path)}: must be ${form}`);
      return;
    }
    const inner =
      typeof value === 'string'
        ? (deeper: readonly string[]) => [from(path), ...deeper.slice(path.length)].join('.')
        : from;
    for (const [name, member] of Object.entries(group)) {
      this.#take(member, [...path, name], inner, isTemplate);
    }
  }

  #filled(value: unknown, from: string): unknown {
    const template =
      typeof value === 'string' ? /^\{\{(.*)\}\}$/s.exec(value.trim())?.[1] : undefined;
    if (template === undefined) return value;
    const name = /^\s*from\s+env\s+(\S+)\s*$/.exec(template)?.[1];
    if (name !== undefined) return this.#env[name];
    this.problems.push(`${from}: only {{ from env NAME }} is understood`);
    return undefined;
  }
}

/** Whether a variable is one of Ocean's, and so names a place in `config.yaml` too. */
export function isOceans(variable: string): boolean {
  return variable.toUpperCase().startsWith(PREFIX);
}

function segmentsOf(variable: string): readonly string[] {
  return variable.slice(PREFIX.length).split(DELIMITER);
}

/** `ACCOUNT_ROLE_ARN`, `account_role_arn` and `accountRoleArn` are one name. */
function keyOf(path: readonly string[]): string {
  return path.map((name) => name.replaceAll('_', '').toLowerCase()).join('.');
}

function isUnset(value: unknown): boolean {
  return (
    value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
  );
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
