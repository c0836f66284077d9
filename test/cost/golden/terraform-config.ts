import { z } from 'zod';

const Values = z.record(z.string(), z.unknown());
type Values = Readonly<Record<string, unknown>>;

/** A configuration in Terraform's JSON syntax, as far as the tests need it. */
const Configuration = z.object({
  provider: z
    .array(
      z.record(z.string(), z.object({ region: z.string(), alias: z.string().optional() }).loose()),
    )
    .default([]),
  locals: z.array(Values).default([]),
  resource: z.array(z.record(z.string(), z.record(z.string(), Values))).default([]),
});

/** A resource that a configuration declares. */
export interface DeclaredResource {
  /** `aws_db_instance.mysql`, `aws_db_instance.each["a"]`, `aws_db_instance.counted[0]` */
  readonly address: string;
  readonly type: string;
  readonly region: string;
  /**
   * By Terraform's names. A reference to a value that the configuration does not have stands as it is written:
   * `${aws_ec2_host.mac.id}`.
   */
  readonly values: Values;
  /** The addresses of the resources that its attributes refer to, by attribute. */
  readonly references: Readonly<Record<string, string>>;
}

/** What `count` or `for_each` makes of a resource. */
interface Copy {
  readonly suffix: string;
  /** The values of `each.key` and so on. */
  readonly names: Values;
}

const NOT_ATTRIBUTES: readonly string[] = ['count', 'for_each', 'provider', 'depends_on'];
const REFERENCE = /^\$\{(?<resource>[a-z]\w*\.[\w-]+)(?:\[[^\]]+\])?\.(?<attribute>\w+)\}$/;

/** The resources of a configuration, one for each copy. */
export function declaredResources(configuration: unknown): readonly DeclaredResource[] {
  const { provider, locals, resource } = Configuration.parse(configuration);
  const regions = new Map(
    provider.flatMap((entry) =>
      Object.entries(entry).map(([name, { alias, region }]) => [
        alias === undefined ? name : `${name}.${alias}`,
        region,
      ]),
    ),
  );
  const [anyRegion = ''] = regions.values();
  const constants: Values = Object.fromEntries(
    locals
      .flatMap((block) => Object.entries(block))
      .map(([name, value]) => [`local.${name}`, value] as const),
  );
  const written = resource.flatMap((entry) =>
    Object.entries(entry).flatMap(([type, named]) =>
      Object.entries(named).map(([name, values]) => ({ type, name, values })),
    ),
  );
  const known = new Map(written.map(({ type, name, values }) => [`${type}.${name}`, values]));
  return written.flatMap(({ type, name, values }) =>
    copiesOf(values, constants).map(({ suffix, names }): DeclaredResource => {
      const own = Object.entries(values).filter(([key]) => !NOT_ATTRIBUTES.includes(key));
      return {
        address: `${type}.${name}${suffix}`,
        type,
        region: regions.get(providerOf(values)) ?? anyRegion,
        values: Values.parse(resolved(Object.fromEntries(own), { ...constants, ...names }, known)),
        references: Object.fromEntries(
          own.flatMap(([key, value]) => {
            const { resource: address } = referenceIn(value) ?? {};
            return address === undefined ? [] : [[key, address]];
          }),
        ),
      };
    }),
  );
}

function providerOf({ provider }: Values): string {
  return typeof provider === 'string' ? provider.replaceAll(/[${}]/g, '') : 'aws';
}

function copiesOf({ count, for_each: each }: Values, constants: Values): readonly Copy[] {
  if (typeof count === 'number') {
    return Array.from({ length: count }, (_, index) => ({
      suffix: `[${index}]`,
      names: { 'count.index': index },
    }));
  }
  if (each === undefined) return [{ suffix: '', names: {} }];
  return Object.entries(membersOf(each, constants)).map(([key, value]) => ({
    suffix: `[${JSON.stringify(key)}]`,
    names: {
      'each.key': key,
      'each.value': value,
      ...Object.fromEntries(
        Object.entries(Values.safeParse(value).data ?? {}).map(([name, member]) => [
          `each.value.${name}`,
          member,
        ]),
      ),
    },
  }));
}

/** A map, a list, or `${{for version in local.versions : version => version}}`. */
function membersOf(each: unknown, constants: Values): Values {
  const { list } =
    /^\$\{\{?\s*for (?<name>\w+) in (?<list>[\w.]+) : \k<name> => \k<name>\s*\}?\}$/.exec(
      typeof each === 'string' ? each : '',
    )?.groups ?? {};
  const members = list === undefined ? each : constants[list];
  return Array.isArray(members)
    ? Object.fromEntries(members.map((member) => [String(member), member]))
    : Values.parse(members);
}

/** The values with what the configuration knows in place of its expressions. */
function resolved(value: unknown, names: Values, known: ReadonlyMap<string, Values>): unknown {
  if (typeof value === 'string') return resolvedText(value, names, known);
  if (Array.isArray(value)) return value.map((element) => resolved(element, names, known));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, resolved(member, names, known)]),
  );
}

function resolvedText(text: string, names: Values, known: ReadonlyMap<string, Values>): unknown {
  const { expression } = /^\$\{(?<expression>[\w.]+)\}$/.exec(text)?.groups ?? {};
  if (expression !== undefined && expression in names) return names[expression];
  const { resource, attribute } = referenceIn(text) ?? {};
  const literal = known.get(resource ?? '')?.[attribute ?? ''];
  return typeof literal === 'string' && !literal.includes('${') ? literal : text;
}

function referenceIn(value: unknown): { resource: string; attribute: string } | undefined {
  const { resource, attribute } =
    REFERENCE.exec(typeof value === 'string' ? value : '')?.groups ?? {};
  const isResource = resource !== undefined && !/^(?:local|each|var|data|count)\./.test(resource);
  return isResource && attribute !== undefined ? { resource, attribute } : undefined;
}
