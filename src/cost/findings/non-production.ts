import { property, type Check } from './check.ts';
import type { JudgedResource } from './define-finding.ts';
import type { Valued, WordsThreshold } from './threshold.ts';

/** Tags that name an environment, in lower case. */
const ENVIRONMENT_TAGS: readonly string[] = ['environment', 'env', 'stage', 'tier'];

/** Whether tags, or else the name, say that a resource is not for production. Words are whole: `testing`, not `contest`. */
export function nonProduction(
  { name, id, tags }: Pick<JudgedResource, 'name' | 'id' | 'tags'>,
  words: Valued<WordsThreshold>,
): Check {
  const known = new Set(words.value.map((word) => word.toLowerCase()));
  const tag = Object.entries(tags).find(([key]) => ENVIRONMENT_TAGS.includes(key.toLowerCase()));
  // A tag says more than a name.
  const [metric, text] = tag === undefined ? ['name', name ?? id] : [`tag ${tag[0]}`, tag[1]];
  const isMet = text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .some((word) => known.has(word));
  return property(metric, text, isMet, { setting: words.setting });
}
