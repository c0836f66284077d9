import { judgeRegion, unknownRegion } from '../aws/region-names.ts';
import type { NameLookup } from './name-lookup.ts';

/** The problems of region names; names that cannot be verified have none. */
export async function regionProblems(
  names: readonly string[],
  lookup: NameLookup,
): Promise<readonly string[]> {
  const judged = names.map((name) => ({ name, judgement: judgeRegion(name) }));
  const wrong = judged.flatMap(({ judgement }) =>
    judgement.status === 'wrong' ? [judgement.message] : [],
  );
  if (wrong.length > 0) return wrong;
  const unlisted = judged.flatMap(({ name, judgement }) =>
    judgement.status === 'unlisted' ? [name] : [],
  );
  const verdicts = await lookup.regions(unlisted);
  return unlisted.filter((name) => verdicts.get(name) === 'missing').map(unknownRegion);
}
