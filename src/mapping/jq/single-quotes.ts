/** Regions where a single quote is literal. */
const TEXTS_AND_COMMENTS = /"(?:[^"\\]|\\.)*"|#.*/gs;

/**
 * Single quotes that delimit a text become double quotes, as in Ocean: at the start or end of the expression,
 * or next to white space, unless their inner side is white space or a double quote. `.a == 'x'` works as
 * Ocean's users write it; `test('x')` and `"a ' b"` stay unchanged. If a single quote remains outside of
 * texts, which jq cannot parse, the inner side is ignored: `.a == ' x '`.
 */
export function withDoubleQuotes(source: string): string {
  const text = source.replaceAll(/(^|\s)'(?!\s|")|(?<!\s|")'(\s|$)/g, '$1"$2');
  if (!text.replaceAll(TEXTS_AND_COMMENTS, '').includes("'")) return text;
  return source.replaceAll(/(?:^|(?<=\s))'|'(?=\s|$)/g, '"');
}
