/**
 * Single quotes at the start or end of the text, or next to white space, become double quotes:
 * `.a == 'x'` works as users of Ocean write it, `test('x')` does not.
 */
export function withDoubleQuotes(source: string): string {
  return source.replaceAll(/(?:^|(?<=\s))'|'(?=\s|$)/g, '"');
}
