/** What V8 spends on an object, an array or a string besides what is in it, roughly. */
const BYTES_PER_OBJECT = 24;
/** A member's pointer, or a number. */
const BYTES_PER_MEMBER = 8;

/**
 * About how many bytes a value of plain data takes in memory, to a factor of two or so. Names of members
 * cost nothing, since objects of one form share them; nor does what was counted already, since what is
 * there several times is held once.
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
