import { REGIONS } from '../aws/region-names.ts';
import { OBJECT_KINDS } from '../core/exporters/registry.ts';

/** Words that shells complete. Loads no kind. */
export const COMPLETION_WORDS: {
  readonly kinds: readonly string[];
  readonly regions: readonly string[];
} = { kinds: OBJECT_KINDS, regions: [...REGIONS].sort() };
