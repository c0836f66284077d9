import { isDecisive, variableHint, type KnownNames } from './known-names.ts';
import { isOceans, keyOf, segmentsOf } from './setting-names.ts';
import type { YamlFile } from './yaml-file.ts';

/** A value of Ocean's settings, and where it was set. */
export interface Configured {
  readonly value: unknown;
  readonly from: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A template with a variable that is not set. */
export interface Unfilled {
  readonly variable: string;
  readonly from: string;
}

/** The source of settings, which determines how unknown keys are treated. */
interface Source {
  readonly isFile: boolean;
  /** The name of a path for the user. */
  from(path: readonly string[]): string;
  /** The place of the key itself, for an unknown key. */
  fromKey(path: readonly string[]): string;
}

/**
 * Ocean's settings, resolved like Ocean: `config.yaml` with `{{ from env NAME }}` filled in, then variables
 * that hold a whole group as JSON, then variables of a single setting. Case does not matter, and camelCase
 * equals snake_case. A setting that is empty, or comes from a variable that is not set, counts as unset.
 *
 * A name that neither Ocean nor Longshore knows is an error in the file, and in a variable if it may be meant
 * for the integration's configuration; in other variables it is a warning.
 */
export class OceanConfiguration {
  /** Values that cannot be parsed, and their places. */
  readonly problems: string[] = [];
  /** Variables without effect that were probably meant to have one. */
  readonly warnings: string[] = [];
  readonly #values = new Map<string, Configured>();
  readonly #unfilled = new Map<string, Unfilled>();
  readonly #env: Environment;
  readonly #names: KnownNames;

  constructor(env: Environment, file: YamlFile | undefined, names: KnownNames) {
    this.#env = env;
    this.#names = names;
    if (file !== undefined) this.#takeFile(file);
    const variables = Object.entries(env)
      .filter(([name]) => isOceans(name))
      .map(([name, value]) => ({ name, value, path: segmentsOf(name) }))
      .sort((one, other) => one.path.length - other.path.length);
    for (const { name, value, path } of variables) {
      const from = (deeper: readonly string[]): string =>
        [name, ...deeper.slice(path.length)].join('.');
      this.#take(value, path, { isFile: false, from, fromKey: from });
    }
  }

  /** The value for a variable's setting, from the variable or elsewhere. */
  get(variable: string): Configured | undefined {
    return this.#values.get(keyOf(segmentsOf(variable)));
  }

  /** The template for a variable's setting, if it names a variable that is not set. */
  unfilled(variable: string): Unfilled | undefined {
    return this.#unfilled.get(keyOf(segmentsOf(variable)));
  }

  #takeFile({ file, value, locate, locateKey }: YamlFile): void {
    const placed = (path: readonly string[], position: typeof locate): string => {
      const { line, column } = position(path);
      return `${file}:${line}:${column} ${path.join('.')}`.trimEnd();
    };
    const source: Source = {
      isFile: true,
      from: (path) => placed(path, locate),
      fromKey: (path) => placed(path, locateKey),
    };
    if (value === null || value === undefined) return;
    if (isMap(value)) {
      for (const [key, member] of Object.entries(value)) this.#take(member, [key], source);
    } else {
      this.problems.push(`${source.from([])}: must be a map of settings, as Ocean's config.yaml`);
    }
  }

  #take(given: unknown, path: readonly string[], source: Source): void {
    const key = keyOf(path);
    if (!this.#names.isKnown(key)) {
      this.#refuse(given, path, source);
      return;
    }
    const value = source.isFile ? this.#filled(given, path, source) : given;
    if (isUnset(value)) return;
    if (!this.#names.isGroup(key)) {
      this.#values.set(key, { value, from: source.from(path) });
      return;
    }
    const group = typeof value === 'string' ? parsedJson(value) : value;
    if (!isMap(group)) {
      const form = typeof value === 'string' ? 'a JSON object' : 'a map of settings';
      this.problems.push(`${source.from(path)}: must be ${form}`);
      return;
    }
    for (const [name, member] of Object.entries(group)) {
      this.#take(member, [...path, name], source);
    }
  }

  #refuse(given: unknown, path: readonly string[], source: Source): void {
    const suggestion = this.#names.suggestion(path);
    const place = source.fromKey(path);
    if (source.isFile) {
      this.problems.push(`${place}: unknown key${this.#fileHint(path, suggestion)}`);
    } else if (!isUnset(given)) {
      const message = `${place}: unknown setting${variableHint(suggestion)}`;
      const isError = isDecisive(keyOf(path)) || isDecisive(suggestion);
      (isError ? this.problems : this.warnings).push(message);
    }
  }

  #fileHint(path: readonly string[], suggestion: string | undefined): string {
    const variable = this.#names.variableFor(path);
    if (suggestion !== undefined) return `; did you mean ${suggestion}?`;
    return variable === undefined ? '' : `; only the variable ${variable} sets it`;
  }

  #filled(value: unknown, path: readonly string[], source: Source): unknown {
    const template =
      typeof value === 'string' ? /^\{\{(.*)\}\}$/s.exec(value.trim())?.[1] : undefined;
    if (template === undefined) return value;
    const from = source.from(path);
    const variable = /^\s*from\s+env\s+(\S+)\s*$/.exec(template)?.[1];
    if (variable === undefined) {
      this.problems.push(`${from}: only {{ from env NAME }} is understood`);
      return undefined;
    }
    const filled = this.#env[variable];
    if (filled === undefined) this.#unfilled.set(keyOf(path), { variable, from });
    return filled;
  }
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
