import { access } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeFindings, parsePart, type Finding } from '../config/describe-issues.ts';
import { readYamlFile } from '../config/read-yaml-file.ts';
import { partOf, type YamlFile } from '../config/yaml-file.ts';
import { judgeRegion, unknownRegion } from '../aws/region-names.ts';
import { actionNamesOf } from '../core/exporters/action-names.ts';
import type { Kind } from '../core/exporters/kind.ts';
import { isResourceType, type ObjectKind } from '../core/exporters/object-kind.ts';
import {
  findObjectKind,
  isObjectKind,
  loadKind,
  parseObjectKind,
  unknownKind,
} from '../core/exporters/registry.ts';
import { optionsFor } from '../core/exporters/options-for.ts';
import { selectorSchema, unknownActions, type Selector } from '../core/exporters/selector.ts';
import { MappingBlock } from '../mapping/mapping-block.ts';
import { PortAppConfig } from '../mapping/port-app-config.ts';
import { handlerOf, type ResyncHandlers } from '../resync/handler.ts';
import { readPlan, type ReadPlan } from '../resync/read-plan.ts';
import { OFFLINE, type NameLookup, type Verdict } from './name-lookup.ts';

/** The path of the mapping in a repository with Port's layout. */
const DEFAULT_MAPPING = '.port/resources/port-app-config.yml';

/** The default mapping of Longshore, for folders without one. */
const PACKAGED_MAPPING = fileURLToPath(new URL(`../../${DEFAULT_MAPPING}`, import.meta.url));

const EVERYTHING: Selector = {
  query: 'true',
  regionPolicy: { allow: [], deny: [] },
  includeActions: [],
};

/** The plan of a run: one read plan for each kind, and the kinds themselves. */
export interface MappingPlans {
  readonly plans: readonly ReadPlan[];
  readonly kinds: readonly Kind[];
  /** The whole document, for mapping the resources. */
  readonly config: PortAppConfig;
  /** The selectors of every kind in the document, in the order of its blocks. */
  readonly selectors: ReadonlyMap<ObjectKind, readonly Selector[]>;
  /** Regions in its policies that neither the SDK nor AWS could verify. */
  readonly unverifiedRegions: readonly string[];
}

/**
 * The mapping in a file: the named one, the one of this folder, or Longshore's default.
 *
 * @throws {ConfigurationError} when it cannot be read.
 */
export async function mappingFile(file: string | undefined, cwd: string): Promise<YamlFile> {
  if (file !== undefined) return readYamlFile(path.resolve(cwd, file));
  const own = path.resolve(cwd, DEFAULT_MAPPING);
  const name = await access(own).then(
    () => own,
    () => PACKAGED_MAPPING,
  );
  return readYamlFile(name);
}

export interface MappingPlansOptions {
  /** Kinds to read; kinds without a block get default options. @default the mapping's */
  readonly only?: readonly string[] | undefined;
  /** Handlers that replace those of their kinds. @default none */
  readonly handlers?: Pick<ResyncHandlers, 'get'>;
  /** Looks up kinds and regions that Longshore does not know. @default no lookup */
  readonly lookup?: NameLookup;
  /** Receives a warning for each resource block with ignored values, with file, line and column. */
  warn(message: string): void;
}

/**
 * The plans of a mapping.
 *
 * @throws {ConfigurationError} naming file, line and column of every problem in the mapping.
 */
export async function plansFromMapping(
  document: YamlFile,
  options: MappingPlansOptions,
): Promise<MappingPlans> {
  const { only, handlers, lookup = OFFLINE } = options;
  const config = parsePart(PortAppConfig, document);
  const verdicts = await lookup.types(
    foreignTypes([...(only ?? []), ...config.resources.map(({ kind }) => kind)]),
  );
  const wanted = only?.map((name) => parseObjectKind(name, verdicts.get(name)));
  const { selectors, regions } = await selectorsOf(config, document, wanted, {
    verdicts,
    warn: (message) => {
      options.warn(message);
    },
  });
  const unverifiedRegions = await checkRegions(regions, document, lookup);
  const names = wanted ?? [...selectors.keys()];
  const plans: ReadPlan[] = [];
  const kinds: Kind[] = [];
  for (const name of names) {
    const kind = await loadKind(name);
    kinds.push(kind);
    plans.push(
      readPlan(handlers?.get(name) ?? handlerOf(kind), selectors.get(name) ?? [EVERYTHING]),
    );
  }
  return { plans, kinds, config, selectors, unverifiedRegions };
}

/** Kind names that only the CloudFormation registry knows, without duplicates. */
function foreignTypes(names: readonly string[]): readonly ObjectKind[] {
  const foreign = names.filter((name) => !isObjectKind(name)).filter(isResourceType);
  return [...new Set(foreign)];
}

/** A region in a policy that the SDK does not know, and its place. */
interface PlacedRegion {
  readonly name: string;
  readonly path: readonly PropertyKey[];
}

interface SelectorContext {
  readonly verdicts: ReadonlyMap<string, Verdict>;
  warn(message: string): void;
}

async function selectorsOf(
  { resources }: PortAppConfig,
  document: YamlFile,
  wanted: readonly ObjectKind[] | undefined,
  { verdicts, warn }: SelectorContext,
): Promise<{
  readonly selectors: ReadonlyMap<ObjectKind, readonly Selector[]>;
  readonly regions: readonly PlacedRegion[];
}> {
  const selectors = new Map<ObjectKind, Selector[]>();
  const regions: PlacedRegion[] = [];
  for (const [index, resource] of resources.entries()) {
    const block = partOf(document, 'resources', index);
    const verdict = verdicts.get(resource.kind);
    const kind = findObjectKind(resource.kind, verdict);
    if (kind === undefined) {
      const message = unknownKind(resource.kind, verdict);
      throw describeFindings([{ path: ['kind'], message }], block);
    }
    if (wanted?.includes(kind) === false) {
      selectors.set(kind, [EVERYTHING]); // not read in this run: its AWS client is not even loaded
      continue;
    }
    const loaded = await loadKind(kind);
    const names = actionNamesOf(loaded);
    const schema = selectorSchema(names, { hasHistory: loaded.hasHistory });
    const place = partOf(block, 'selector');
    const selector = parsePart(schema, place);
    const unknown = unknownActions(place.value, names).map((action): Finding => ({
      path: ['includeActions', action.index],
      message: action.message,
    }));
    if (unknown.length > 0) warn(describeFindings(unknown, place).message);
    const needed = optionsFor(loaded, new MappingBlock(resource, index, 0).reads);
    const includeActions = [...new Set([...selector.includeActions, ...needed])];
    selectors.set(kind, [...(selectors.get(kind) ?? []), { ...selector, includeActions }]);
    regions.push(...unlistedRegions(selector, partOf(place, 'regionPolicy')));
  }
  return { selectors, regions };
}

function unlistedRegions({ regionPolicy }: Selector, { path }: YamlFile): readonly PlacedRegion[] {
  return (['allow', 'deny'] as const).flatMap((list) =>
    regionPolicy[list].flatMap((name, index) =>
      judgeRegion(name).status === 'unlisted' ? [{ name, path: [...path, list, index] }] : [],
    ),
  );
}

/**
 * Looks up regions that the SDK does not know.
 *
 * @returns those that could not be verified
 */
async function checkRegions(
  regions: readonly PlacedRegion[],
  document: YamlFile,
  lookup: NameLookup,
): Promise<readonly string[]> {
  const names = [...new Set(regions.map(({ name }) => name))];
  const verdicts = await lookup.regions(names);
  const missing = regions
    .filter(({ name }) => verdicts.get(name) === 'missing')
    .map(({ name, path }): Finding => ({ path, message: unknownRegion(name) }));
  if (missing.length > 0) throw describeFindings(missing, document);
  return names.filter((name) => verdicts.get(name) !== 'exists');
}
