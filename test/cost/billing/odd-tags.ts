/** Tags that programs have lost, cut or executed. */
export const ODD_TAGS: Readonly<Record<string, string>> = {
  plain: 'billing',
  "it's": `"quoted" and 'single'`,
  'emoji 🎉': '👩‍👩‍👧‍👦 naïve ﷽',
  newline: 'one\ntwo\r\nthree\ttab',
  'a.b[0]': '$.x',
  'cost:center': 'x,y;z|',
  constructor: 'toString',
  ['__proto__']: '{"polluted": true}',
  backslash: 'C:\\temp\\"x"',
  'null byte?': 'no: \\u0000 is text here',
  empty: '',
  sql: "'); drop table charges; --",
  [`${'long key '.repeat(14)}end`]: 'long value '.repeat(20_000),
};

/** As an export has them: an object without a prototype keeps the key `__proto__`. */
export function tagsText(): string {
  const entries = Object.entries(ODD_TAGS).map(
    ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`,
  );
  return `{${entries.join(',')}}`;
}
