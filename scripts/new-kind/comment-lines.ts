/** Property names in comment lines of at most 100 columns. */
export function commentLines(names: readonly string[]): string {
  const lines: string[] = [];
  let line = '  //';
  for (const [index, name] of names.entries()) {
    const word = ` ${name}${index < names.length - 1 ? ',' : ''}`;
    if (line.length + word.length > 100) {
      lines.push(line);
      line = '  //';
    }
    line += word;
  }
  return [...lines, line].join('\n');
}
