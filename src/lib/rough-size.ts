/** V8's approximate overhead of an object, array or string. */
const BYTES_PER_OBJECT = 24;
/** A member's pointer, or a number. */
const BYTES_PER_MEMBER = 8;

/**
 * The approximate size of plain data in memory, within a factor of two. Member names are free, because
 * objects of one form share them; shared values count once.
 */
export function roughSize(value: unknown): number {
  let size = 0;
  const counted = new Set<object>();
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    size += BYTES_PER_MEMBER;
    if (typeof next === 'string') {
      size += BYTES_PER_OBJECT + next.length;
    } else if (typeof next === 'object' && next !== null && !counted.has(next)) {
      counted.add(next);
      size += BYTES_PER_OBJECT;
      if (ArrayBuffer.isView(next)) size += next.byteLength;
      else for (const member of Object.values(next)) left.push(member);
    }
  }
  return size;
}
