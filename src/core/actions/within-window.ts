import type { ActionWindow } from './action.ts';

/**
 * One parent's records, of pages that AWS gives newest first, as far as the window goes: nothing that began
 * before it, and no more than it takes. The page with which it ends is the last that is asked for.
 *
 * @param beganAt when a record began; one that does not say is taken
 */
export async function* withinWindow<Element>(
  pages: AsyncIterable<readonly Element[]>,
  beganAt: (element: Element) => Date | undefined,
  window: ActionWindow,
): AsyncGenerator<readonly Element[], void> {
  const { from, maxPerParent } = window;
  const isOld = (element: Element): boolean => (beganAt(element) ?? from) < from;
  let room = maxPerParent;
  for await (const page of pages) {
    // AWS promises no exact order: old records are left out one by one, and only an old last one ends it.
    const last = page.at(-1);
    const recent = page.filter((element) => !isOld(element));
    const taken = recent.slice(0, room);
    room -= taken.length;
    if (taken.length < recent.length) window.cutOff(1);
    yield taken;
    if (room === 0 || (last !== undefined && isOld(last))) return;
  }
}
