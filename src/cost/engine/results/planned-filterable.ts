import type { PlannedResource, PlannedState } from '../plans/planned-resource.ts';
import type { Filterable } from './filters.ts';

/** The maps that tags are in, by the names of Pulumi and Terraform; all of them before the resource's own. */
const TAG_MAPS = ['tagsAll', 'tags_all', 'tags', 'labels'];

/** The tags of a planned resource. Unknown and secret values are left out. */
export function plannedTags(state: PlannedState | undefined): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const name of TAG_MAPS) {
    const map = state?.properties[name];
    if (typeof map !== 'object' || map === null) continue;
    for (const [key, value] of Object.entries(map)) {
      if (typeof value === 'string') tags.set(key, value);
    }
  }
  return tags;
}

/** The state that a resource is shown by: after the change, or before it. */
export function stateOf({ after, before }: PlannedResource): PlannedState | undefined {
  if (typeof after !== 'string') return after;
  return typeof before === 'string' ? undefined : before;
}

/** A planned resource, as filters see it. */
export function plannedFilterable(resource: PlannedResource, service: string): Filterable {
  const state = stateOf(resource);
  const { type, provider, address: id } = resource;
  return {
    ...{ type, provider, service, id },
    tags: plannedTags(state),
    property(name) {
      const found = Object.entries(state?.properties ?? {}).find(
        ([key]) => key.toLowerCase() === name,
      )?.[1];
      const isPlain =
        typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean';
      if (isPlain) return String(found);
      return name === 'region' ? state?.region : undefined;
    },
  };
}
