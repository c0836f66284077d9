/** The values of a source in lists of at most `size`. */
export async function* chunked<Value>(
  source: AsyncIterable<Value>,
  size: number,
): AsyncGenerator<readonly Value[], void> {
  let values: Value[] = [];
  for await (const value of source) {
    values.push(value);
    if (values.length < size) continue;
    yield values;
    values = [];
  }
  if (values.length > 0) yield values;
}
