import { classify } from '../../aws/errors.ts';
import type { BatchAnswer } from './batched.ts';

/**
 * The answers of a batch call that fails as a whole when one name is deleted: then each is requested
 * separately.
 *
 * @param call requests some of the names
 */
export async function aloneWhenGone<Out extends object>(
  names: string[],
  call: (names: string[]) => Promise<readonly BatchAnswer<Out>[]>,
): Promise<readonly BatchAnswer<Out>[]> {
  try {
    return await call(names);
  } catch (error) {
    if (classify(error).class !== 'not-found') throw error;
    if (names.length === 1) return names.map((id) => ({ id, error }));
    const answers: BatchAnswer<Out>[] = [];
    for (const name of names) answers.push(...(await aloneWhenGone([name], call)));
    return answers;
  }
}
