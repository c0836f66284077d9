import { access } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { describeIssues } from '../config/describe-issues.ts';
import { readYamlFile, type YamlFile } from '../config/yaml-file.ts';
import { actionNamesOf } from '../core/exporters/action-names.ts';
import type { Kind } from '../core/exporters/kind.ts';
import type { ObjectKind } from '../core/exporters/object-kind.ts';
import {
  findObjectKind,
  loadKind,
  parseObjectKind,
  unknownKind,
} from '../core/exporters/registry.ts';
import { selectorSchema, unknownActions, type Selector } from '../core/exporters/selector.ts';
import { PortAppConfig } from '../mapping/port-app-config.ts';
import { handlerOf, type ResyncHandlers } from '../resync/handler.ts';
import { readPlan, type ReadPlan } from '../resync/read-plan.ts';

/** Where the mapping stands in a repository that follows Port's layout. */
const DEFAULT_MAPPING = '.port/resources/port-app-config.yml';

/** The mapping that comes with Longshore, for a folder that has none. */
const PACKAGED_MAPPING = fileURLToPath(new URL(`../../${DEFAULT_MAPPING}`, import.meta.url));

const EVERYTHING: Selector = {
  query: 'true',
  regionPolicy: { allow: [], deny: [] },
  includeActions: [],
};

/** What a run reads: a plan for each kind, and the kinds themselves. */
export interface MappingPlans {
  readonly plans: readonly ReadPlan[];
  readonly kinds: readonly Kind[];
  /** The whole document, for what becomes of the resources. */
  readonly config: PortAppConfig;
  /** The selectors of every kind that the document names, in the order of its blocks. */
  readonly selectors: ReadonlyMap<ObjectKind, readonly Selector[]>;
}

/**
 * The mapping in a file: the one that is named, the one of this folder, or the one that comes with
 * Longshore.
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

/**
 * The plans that follow from a mapping. A kind that `only` names and the mapping does not is read with
 * default options. A handler that is registered by hand takes the place of the kind's own.
 *
 * @param warn is told of what is ignored, with file, line and column: once for each resource block
 * @throws {ConfigurationError} naming file, line and column of everything that is wrong in the mapping.
 */
export async function plansFromMapping(
  document: YamlFile,
  only: readonly string[] | undefined,
  handlers: ResyncHandlers,
  warn: (message: string) => void,
): Promise<MappingPlans> {
  const wanted = only?.map(parseObjectKind);
  const config = parseAt(PortAppConfig, document.value, [], document);
  const selectors = await selectorsOf(config, document, wanted, warn);
  const names = wanted ?? [...selectors.keys()];
  const plans: ReadPlan[] = [];
  const kinds: Kind[] = [];
  for (const name of names) {
    const kind = await loadKind(name);
    kinds.push(kind);
    plans.push(
      readPlan(handlers.get(name) ?? handlerOf(kind), selectors.get(name) ?? [EVERYTHING]),
    );
  }
  return { plans, kinds, config, selectors };
}

async function selectorsOf(
  { resources }: PortAppConfig,
  yaml: YamlFile,
  wanted: readonly ObjectKind[] | undefined,
  warn: (message: string) => void,
): Promise<ReadonlyMap<ObjectKind, readonly Selector[]>> {
  const selectors = new Map<ObjectKind, Selector[]>();
  for (const [index, resource] of resources.entries()) {
    const kind = findObjectKind(resource.kind);
    if (kind === undefined) throw describeIssues(unknownKindIssue(resource.kind, index), yaml);
    if (wanted?.includes(kind) === false) {
      selectors.set(kind, [EVERYTHING]); // not read in this run: its AWS client is not even loaded
      continue;
    }
    const loaded = await loadKind(kind);
    const names = actionNamesOf(loaded);
    const schema = selectorSchema(names, { hasHistory: loaded.hasHistory });
    const place = ['resources', index, 'selector'];
    const selector = parseAt(schema, resource.selector, place, yaml);
    const unknown = unknownActions(resource.selector, names).map((action) => ({
      code: 'custom' as const,
      path: [...place, 'includeActions', action.index],
      message: action.message,
      input: resource.selector,
    }));
    if (unknown.length > 0) warn(describeIssues(new z.ZodError(unknown), yaml).message);
    selectors.set(kind, [...(selectors.get(kind) ?? []), selector]);
  }
  return selectors;
}

function unknownKindIssue(kind: string, index: number): z.ZodError {
  const path = ['resources', index, 'kind'];
  return new z.ZodError([{ code: 'custom', path, message: unknownKind(kind), input: kind }]);
}

/** Parses a part of the file, so that each issue is found at its line. */
function parseAt<Output>(
  schema: z.ZodType<Output>,
  value: unknown,
  place: readonly (string | number)[],
  yaml: YamlFile,
): Output {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({
    ...issue,
    path: [...place, ...issue.path],
  }));
  throw describeIssues(new z.ZodError(issues), yaml);
}
