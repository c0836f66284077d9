import type { ActionWindow } from './action.ts';

/**
 * One parent's records within the window, from pages that AWS returns newest first: none that started before
 * it, and no more than its limit. No further page is requested after the one with the last record.
 *
 * @param beganAt when a record started; records without a start are included
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
    // AWS does not guarantee the order: old records are skipped one by one, and only an old last one ends it.
    const last = page.at(-1);
    const recent = page.filter((element) => !isOld(element));
    const taken = recent.slice(0, room);
    room -= taken.length;
    if (taken.length < recent.length) window.cutOff(1);
    yield taken;
    if (room === 0 || (last !== undefined && isOld(last))) return;
  }
}
