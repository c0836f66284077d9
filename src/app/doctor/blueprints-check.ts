import { Mapper } from '../../mapping/mapper.ts';
import type { MappingSummary } from '../../mapping/mapped.ts';
import { findBlueprint, type Blueprint } from '../../port/blueprints.ts';
import { defaultBlueprintsFor } from '../default-blueprints.ts';
import { createEvaluator } from '../evaluator.ts';
import { countOf } from './account-results.ts';
import type { Check, CheckResult } from './check.ts';
import type { CheckedMapping, DoctorContext } from './doctor-context.ts';
import { NotChecked } from './not-checked.ts';

/** Blueprints that a line names; the rest are counted. */
const MAX_NAMED = 5;

/** What a mapping writes to one blueprint. */
interface Written {
  readonly properties: Set<string>;
  readonly relations: Set<string>;
}

/** Does Port have every blueprint, property and relation that the mapping writes? */
export const blueprintsCheck: Check = {
  name: 'blueprints',
  async run(context, signal) {
    if (!context.hasPortCredentials) return [];
    const mapping = await context.mapping().catch((error: unknown) => {
      throw new NotChecked('not checked: the mapping cannot be used', { cause: error });
    });
    await context.integration().catch((error: unknown) => {
      throw new NotChecked('not checked: Port does not answer as expected', { cause: error });
    });
    await using evaluator = createEvaluator(context.settings, context.options.env);
    const { mappings } = new Mapper(mapping.plans.config, evaluator);
    const written = writtenBy(mappings);
    const defaults = await createdByServe(context, mapping);
    const results = await Promise.all(
      [...written].map(async ([name, keys]) =>
        problemsOf(name, keys, await findBlueprint(context.port, name, signal), defaults.get(name)),
      ),
    );
    const problems = grouped(results.flat());
    const computed = mappings.filter(({ blueprint }) => blueprint === undefined).length;
    const note =
      computed === 0
        ? ''
        : `; ${countOf(computed, 'mapping')} with a computed blueprint not checked`;
    if (problems.length > 0) return problems;
    const message = `${countOf(written.size, 'blueprint')} with everything that the mapping writes${note}`;
    return [{ status: 'ok', message, details: [...written.keys()].map((name) => ({ name })) }];
  },
};

function writtenBy(mappings: readonly MappingSummary[]): ReadonlyMap<string, Written> {
  const written = new Map<string, Written>();
  for (const { blueprint, keys } of mappings) {
    if (blueprint === undefined) continue;
    const { properties, relations } = written.get(blueprint) ?? {
      properties: new Set<string>(),
      relations: new Set<string>(),
    };
    for (const key of keys.properties) properties.add(key);
    for (const key of keys.relations) relations.add(key);
    written.set(blueprint, { properties, relations });
  }
  return written;
}

/** The blueprints that `serve` creates or extends before its first run. */
async function createdByServe(
  { settings }: DoctorContext,
  { isFirst, plans }: CheckedMapping,
): Promise<ReadonlyMap<string, Blueprint>> {
  if (!isFirst || !settings.host.initializePortResources) return new Map();
  return new Map(
    (await defaultBlueprintsFor([...plans.selectors.keys()])).map((blueprint) => [
      blueprint.identifier,
      blueprint,
    ]),
  );
}

/** A blueprint that is missing or incomplete in Port. */
interface Problem {
  readonly name: string;
  /** Undefined when the whole blueprint is missing. */
  readonly missing: readonly string[] | undefined;
  readonly isFixedByServe: boolean;
}

function problemsOf(
  name: string,
  written: Written,
  existing: Blueprint | undefined,
  byServe: Blueprint | undefined,
): readonly Problem[] {
  const missing = existing === undefined ? undefined : lacking(written, [existing]);
  if (missing?.length === 0) return [];
  const known = [existing, byServe].filter((one) => one !== undefined);
  const isFixedByServe = byServe !== undefined && lacking(written, known).length === 0;
  return [{ name, missing, isFixedByServe }];
}

/** One line for everything that `serve` adds, one for what is missing, and one for each incomplete blueprint. */
function grouped(problems: readonly Problem[]): readonly CheckResult[] {
  const byServe = problems.filter(({ isFixedByServe }) => isFixedByServe);
  const others = problems.filter(({ isFixedByServe }) => !isFixedByServe);
  const absent = others.filter(({ missing }) => missing === undefined);
  return [
    ...lineFor(
      absent,
      'not in Port',
      'failed',
      'create them in Port, or remove them from the mapping',
    ),
    ...others.flatMap((problem) =>
      problem.missing === undefined
        ? []
        : lineFor(
            [problem],
            `lacks ${problem.missing.join(', ')}`,
            'failed',
            'add these to the blueprint in Port, or remove them from the mapping',
          ),
    ),
    ...lineFor(
      byServe,
      'not in Port yet, or incomplete',
      'warning',
      'longshore serve adds the default blueprints when it starts for the first time',
    ),
  ];
}

function lineFor(
  problems: readonly Problem[],
  what: string,
  status: 'failed' | 'warning',
  fix: string,
): readonly CheckResult[] {
  if (problems.length === 0) return [];
  const names = problems.map(({ name }) => name);
  const rest = names.length - MAX_NAMED;
  const named = `${names.slice(0, MAX_NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  const details = problems.map(({ name, missing }) => ({
    blueprint: name,
    exists: missing !== undefined,
    missing: missing ?? [],
  }));
  return [{ status, message: `${named}: ${what}`, fix, details }];
}

function lacking({ properties, relations }: Written, blueprints: readonly Blueprint[]): string[] {
  const has = (group: 'properties' | 'relations', key: string): boolean =>
    blueprints.some((blueprint) =>
      Object.hasOwn(group === 'relations' ? blueprint.relations : blueprint.schema.properties, key),
    );
  return [
    ...[...properties].filter((key) => !has('properties', key)).map((key) => `property ${key}`),
    ...[...relations].filter((key) => !has('relations', key)).map((key) => `relation ${key}`),
  ];
}
