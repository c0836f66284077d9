/** In these, a single quote means itself. */
const TEXTS_AND_COMMENTS = /"(?:[^"\\]|\\.)*"|#.*/gs;

/**
 * Single quotes that open or close a text become double quotes, as in Ocean: at the start or end of the
 * expression, or next to white space, unless white space or a double quote is on their inner side.
 * `.a == 'x'` works as users of Ocean write it; `test('x')` and `"a ' b"` are left alone. Where that leaves
 * a single quote outside of texts, which jq cannot read, the inner side does not count: `.a == ' x '`.
 */
export function withDoubleQuotes(source: string): string {
  const text = source.replaceAll(/(^|\s)'(?!\s|")|(?<!\s|")'(\s|$)/g, '$1"$2');
  if (!text.replaceAll(TEXTS_AND_COMMENTS, '').includes("'")) return text;
  return source.replaceAll(/(?:^|(?<=\s))'|'(?=\s|$)/g, '"');
}
