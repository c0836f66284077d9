import { z } from 'zod';
import { regionOf } from './region-names.ts';

/** An expression, or a block with expressions, or a list of blocks. */
const Expressions = z.record(z.string(), z.unknown());
const Expression = z.object({
  constant_value: z.unknown().optional(),
  references: z.array(z.string()).optional(),
});

const ConfiguredResource = z.object({
  address: z.string().optional(),
  type: z.string().optional(),
  name: z.string().optional(),
  provider_config_key: z.string().optional(),
  expressions: Expressions.optional(),
});
type ConfiguredResource = z.output<typeof ConfiguredResource>;

const Variable = z.object({ default: z.unknown().optional() });

interface Module {
  readonly resources?: readonly ConfiguredResource[] | undefined;
  readonly variables?: Readonly<Record<string, z.output<typeof Variable>>> | undefined;
  readonly module_calls?:
    | Readonly<
        Record<
          string,
          {
            readonly expressions?: Readonly<Record<string, unknown>> | undefined;
            readonly module?: Module | undefined;
          }
        >
      >
    | undefined;
}
const Module: z.ZodType<Module> = z.lazy(() =>
  z.object({
    resources: z.array(ConfiguredResource).optional(),
    variables: z.record(z.string(), Variable).optional(),
    module_calls: z
      .record(
        z.string(),
        z.object({ expressions: Expressions.optional(), module: Module.optional() }),
      )
      .optional(),
  }),
);

const Provider = z.object({
  name: z.string().optional(),
  alias: z.string().optional(),
  module_address: z.string().optional(),
  expressions: Expressions.optional(),
});

export const Configuration = z.object({
  provider_config: z.record(z.string(), Provider).optional(),
  root_module: Module.optional(),
});
export const Variables = z.record(z.string(), z.object({ value: z.unknown().optional() }));

/** A module that was found by its address. */
interface FoundModule {
  readonly module: Module;
  /** What the caller passes to it, and where the caller is. Undefined for the root module. */
  readonly call:
    { readonly expressions: Readonly<Record<string, unknown>>; from: string } | undefined;
}

/** Variables that refer to each other: a chain is followed so far. */
const LONGEST_CHAIN = 32;
/** `module.network["a"]` without its index. */
const INDEX = /\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\]/g;

/** The configuration of a plan: what the plan's values do not tell. */
export class TerraformConfig {
  readonly #configuration: z.output<typeof Configuration>;
  readonly #variables: z.output<typeof Variables>;
  readonly #modules = new Map<string, FoundModule | undefined>();
  readonly #resources = new Map<string, ReadonlyMap<string, ConfiguredResource>>();
  readonly #regions = new Map<string, string | undefined>();

  constructor(
    configuration: z.output<typeof Configuration>,
    variables: z.output<typeof Variables>,
  ) {
    this.#configuration = configuration;
    this.#variables = variables;
  }

  /**
   * What the configuration has for a resource.
   *
   * @param module the address of its module, empty for the root module
   */
  resource(module: string, type: string, name: string): ConfiguredResource | undefined {
    const address = module === '' ? '' : module.replaceAll(INDEX, '');
    let resources = this.#resources.get(address);
    if (resources === undefined) {
      const list = this.#module(address)?.module.resources ?? [];
      resources = new Map(list.map((one) => [`${one.type ?? ''}.${one.name ?? ''}`, one]));
      this.#resources.set(address, resources);
    }
    return resources.size === 0 ? undefined : resources.get(`${type}.${name}`);
  }

  /** The region of a provider, by its key in the configuration: `aws`, `aws.west`, `module.network:aws`. */
  region(key = 'aws'): string | undefined {
    if (!this.#regions.has(key)) this.#regions.set(key, this.#regionOf(key));
    return this.#regions.get(key);
  }

  #regionOf(key: string): string | undefined {
    const { provider_config: providers = {} } = this.#configuration;
    const local = key.slice(key.lastIndexOf(':') + 1);
    // A module gets its caller's provider of the same name, unless it is given another.
    const provider = providers[key] ?? providers[local];
    return regionOf(
      this.#valueOf(provider?.expressions?.['region'], provider?.module_address ?? '', 0),
    );
  }

  /** The value of an expression that is a constant, or refers to a variable with a value. */
  #valueOf(expression: unknown, module: string, steps: number): unknown {
    const parsed = Expression.safeParse(expression);
    if (!parsed.success || steps > LONGEST_CHAIN) return undefined;
    const { constant_value: constant, references = [] } = parsed.data;
    if (constant !== undefined) return constant;
    for (const reference of references) {
      const variable = /^var\.(?<name>[\w-]+)$/.exec(reference)?.groups?.['name'];
      if (variable === undefined) continue;
      const found = this.#variable(variable, module, steps + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #variable(name: string, address: string, steps: number): unknown {
    if (address === '' && this.#variables[name] !== undefined) return this.#variables[name].value;
    const { module, call } = this.#module(address) ?? {};
    const passed =
      call === undefined ? undefined : this.#valueOf(call.expressions[name], call.from, steps);
    return passed ?? module?.variables?.[name]?.default;
  }

  #module(address: string): FoundModule | undefined {
    if (this.#modules.has(address)) return this.#modules.get(address);
    const found = this.#findModule(address);
    this.#modules.set(address, found);
    return found;
  }

  #findModule(address: string): FoundModule | undefined {
    const root = this.#configuration.root_module ?? {};
    if (address === '') return { module: root, call: undefined };
    const at = address.lastIndexOf('module.');
    const from = address.slice(0, Math.max(0, at - 1));
    const call = this.#module(from)?.module.module_calls?.[address.slice(at + 'module.'.length)];
    if (call === undefined) return undefined;
    return { module: call.module ?? {}, call: { expressions: call.expressions ?? {}, from } };
  }
}
