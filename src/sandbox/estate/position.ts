/**
 * The position, among `count` resources, of the one that is called `name`; undefined when there is none.
 * What the estate names by position ends in it: `table-7`, `alerts-7.fifo`.
 */
export function positionOf(
  name: string,
  count: number,
  namesAt: (position: number) => readonly string[],
): number | undefined {
  const position = Number(/(\d+)(?:\.fifo)?$/.exec(name)?.[1] ?? Number.NaN);
  if (!(position < count)) return undefined;
  return namesAt(position).includes(name) ? position : undefined;
}
