/** A path at the start of a text: `.a.b`, `.a[0]`, `.["a"].b`, `.a[1:]`; not `.a[]`, not `."a"`. */
const PATH = /^(?:\.[\p{L}\p{N}_]+|\.\[[^\]]+\])(?:\.[\p{L}\p{N}_]+|\.?\[[^\]]+\])*/u;
const BINDS_ALL = /^\.\s+as\s+\$[\p{L}\p{N}_]/u;
const PARENTHESES = /^\((.*?)\)/s;

/**
 * The path that Ocean removes from an item whose list becomes items: the path at the start of the first step
 * of `itemsToParse` that begins with one. Only the text counts: it finds `.a` in `.a + .b` and in `(.a |
 * map(.)) // []`, and nothing in `[.a[]]`. Undefined for none.
 */
export function removalPath(expression: string): string | undefined {
  const text = expression.trim();
  const inner = text.startsWith('(') ? PARENTHESES.exec(text)?.[1] : text;
  const steps = inner?.split('|').map((step) => step.trim()) ?? [];
  for (const step of steps) {
    const path = BINDS_ALL.test(step) ? undefined : PATH.exec(step)?.[0];
    if (path !== undefined) return path;
  }
  return undefined;
}
