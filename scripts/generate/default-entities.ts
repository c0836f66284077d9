import { z } from 'zod';
import type {
  EntityDefaults,
  NeighbourArn,
  RelationDefaults,
  RelationValue,
} from '../../src/core/exporters/entity-defaults.ts';
import type { Kind } from '../../src/core/exporters/kind.ts';
import { compileNative } from '../../src/mapping/jq/native/compile-native.ts';
import { keyOf, titleOf, titleOfKey } from './names.ts';

export const ACCOUNT_BLUEPRINT = 'awsAccount';

/** All other default entities relate to their account. */
const ACCOUNT: RelationDefaults = {
  to: 'AWS::Account::Info',
  by: { Id: '__ExtraContext.AccountId' },
};
const REGION = { title: 'Region', jq: '.__ExtraContext.Region' };
const CONTEXT = ['AccountId', 'Region'];

/** A kind's default entity; blueprint and mapping are generated from it. */
export interface DefaultEntity {
  readonly kind: Kind;
  readonly blueprint: string;
  readonly icon: string;
  /** The identifier's parts, as in the definition. */
  readonly identifiedBy: readonly string[];
  /** Which resources become entities. */
  readonly query: string;
  readonly identifier: string;
  readonly title: string;
  readonly properties: readonly EntityProperty[];
  readonly relations: readonly EntityRelation[];
}

export interface EntityProperty {
  readonly key: string;
  readonly title: string;
  readonly schema: z.ZodType;
  readonly jq: string;
}

export interface EntityRelation {
  readonly key: string;
  readonly title: string;
  /** The target's blueprint. */
  readonly target: string;
  readonly many: boolean;
  readonly jq: string;
}

type Defaults = ReadonlyMap<string, { readonly kind: Kind; readonly entity: EntityDefaults }>;

/**
 * The default entities of all kinds that have one, with jq for each of their fields.
 *
 * @throws when a definition refers to an unknown property, kind, or part of a target's identifier
 */
export function defaultEntities(kinds: readonly Kind[]): readonly DefaultEntity[] {
  const defaults: Defaults = new Map(
    kinds.flatMap((kind) =>
      kind.entity === undefined ? [] : [[kind.kind, { kind, entity: kind.entity }] as const],
    ),
  );
  return [...defaults.values()].map(({ kind, entity }) =>
    new Definition(kind, entity, defaults).read(),
  );
}

/** One definition, with checks. */
class Definition {
  readonly #kind: Kind;
  readonly #entity: EntityDefaults;
  readonly #defaults: Defaults;

  constructor(kind: Kind, entity: EntityDefaults, defaults: Defaults) {
    this.#kind = kind;
    this.#entity = entity;
    this.#defaults = defaults;
  }

  read(): DefaultEntity {
    const { blueprint, icon = 'AWS', title, query = 'true' } = this.#entity;
    const identifiedBy = partsOf(this.#entity);
    if (identifiedBy.length > 1) {
      for (const part of identifiedBy.filter((one) => this.#mayLack(one)))
        throw this.#wrong(`identifier: ${part} is optional: the parts after it would be ambiguous`);
    }
    return {
      kind: this.#kind,
      blueprint,
      icon,
      identifiedBy,
      query: this.#checked('query', query),
      identifier: this.#checked('identifier', identifiedBy.map(pathOf).join(' + "/" + ')),
      title: this.#checked('title', typeof title === 'string' ? pathOf(title) : title.jq),
      properties: this.#properties(),
      relations: this.#relations(),
    };
  }

  #properties(): readonly EntityProperty[] {
    const { properties, derived = {} } = this.#entity;
    const own = properties.map((field) => ({
      key: keyOf(field),
      title: titleOf(field),
      schema: this.#fieldNamed(field),
      jq: pathOf(field),
    }));
    const others = Object.entries({
      ...derived,
      ...(this.#kind.reach === 'regional' && { region: REGION }),
    }).map(([key, { title, jq }]) => ({ key, title, schema: z.string(), jq }));
    const all = [...own, ...others];
    for (const { key, jq } of all) this.#checked(`properties.${key}`, jq);
    const twice = all.find(({ key }, index) => all.findIndex((one) => one.key === key) !== index);
    if (twice !== undefined) throw this.#wrong(`two properties are named ${twice.key}`);
    return all;
  }

  #relations(): readonly EntityRelation[] {
    const { blueprint, relations = {} } = this.#entity;
    if (Object.hasOwn(relations, 'account'))
      throw this.#wrong('relations.account: is added to every default entity automatically');
    const isAccount = blueprint === ACCOUNT_BLUEPRINT;
    return Object.entries({ ...(!isAccount && { account: ACCOUNT }), ...relations }).map(
      ([key, relation]) => this.#relation(key, relation),
    );
  }

  #relation(key: string, { to, title = titleOfKey(key), by }: RelationDefaults): EntityRelation {
    const place = `relations.${key}`;
    const target = this.#defaults.get(to)?.entity;
    if (target === undefined)
      throw this.#wrong(`${place}: ${to} is not a kind with a default entity`);
    const parts = partsOf(target);
    const unknown = Object.keys(by).find((part) => !parts.includes(part));
    if (unknown !== undefined)
      throw this.#wrong(`${place}: ${to} is identified by ${parts.join(', ')}, not by ${unknown}`);
    const values = parts.map((part): RelationValue => {
      const value = by[part] ?? (isContext(part) ? part : undefined);
      if (value === undefined)
        throw this.#wrong(`${place}: the source of ${to}’s ${part} is missing`);
      return value;
    });
    const many = values.some((value) => typeof value === 'object' && 'each' in value);
    const jq = this.#checked(place, this.#relationJq(place, values));
    return { key, title, target: target.blueprint, many, jq };
  }

  /** Jq that returns the target's identifier, or null if a part of it is missing. */
  #relationJq(place: string, values: readonly RelationValue[]): string {
    const [first] = values;
    if (values.length === 1 && typeof first === 'string') return pathOf(first);
    if (values.length === 1 && typeof first === 'object') {
      if ('each' in first) return `[${first.each} | values]`;
      if ('jq' in first) return first.jq;
    }
    const needed: string[] = [];
    const parts = values.map((value) => {
      if (typeof value === 'object' && !('arnBeside' in value))
        throw this.#wrong(`${place}: jq must return the whole identifier, which has several parts`);
      needed.push(...(typeof value === 'string' ? [value] : [value.arnBeside, value.name]));
      return typeof value === 'string' ? pathOf(value) : neighbour(value);
    });
    const joined = parts.join(' + "/" + ');
    const tests = [...new Set(needed)].filter((field) => this.#mayLack(field)).map(pathOf);
    return tests.length === 0 ? joined : `if ${tests.join(' and ')} then ${joined} else null end`;
  }

  /** Refuses jq that reads properties that the kind does not have, and jq that only jq itself can evaluate. */
  #checked(place: string, jq: string): string {
    const program = compileNative(jq);
    if (program === undefined) throw this.#wrong(`${place}: not one of the common jq forms: ${jq}`);
    for (const [root, name] of program.reads) {
      if (root === 'Properties' && name !== undefined) this.#fieldNamed(name, place);
      else if (root !== '__ExtraContext' || !CONTEXT.includes(name ?? ''))
        throw this.#wrong(`${place}: can read only properties, account and region: ${jq}`);
    }
    return jq;
  }

  #mayLack(part: string): boolean {
    return !isContext(part) && this.#fieldNamed(part).safeParse(undefined).success;
  }

  #fieldNamed(name: string, place = 'properties'): z.ZodType {
    const field: unknown = this.#kind.schema.shape[name];
    if (field instanceof z.ZodType) return field;
    throw this.#wrong(`${place}: there is no property ${name}`);
  }

  #wrong(what: string): Error {
    return new Error(`${this.#kind.kind}: entity: ${what}`);
  }
}

function partsOf({ identifier }: EntityDefaults): readonly string[] {
  return [identifier].flat();
}

function isContext(part: string): part is '__ExtraContext.AccountId' | '__ExtraContext.Region' {
  return part.startsWith('__ExtraContext.');
}

function pathOf(part: string): string {
  return isContext(part) ? `.${part}` : `.Properties.${part}`;
}

function neighbour({ arnBeside, type, becomes, name }: NeighbourArn): string {
  return `(${pathOf(arnBeside)} | split("${type}") | first) + "${becomes}" + ${pathOf(name)}`;
}
