/**
 * Fills lists of a YAML file between `# generated: NAME` and `# end`, with the marker's indentation. The text
 * between the markers is replaced; the rest of the file is unchanged.
 */
export function withLists(
  text: string,
  lists: Readonly<Record<string, readonly string[]>>,
): string {
  return text.replaceAll(
    /^( *)# generated: (.+)\n(?:(?!\1# end)[\s\S])*?\1# end$/gm,
    (found, indent: string, name: string) => {
      const items = lists[name];
      if (items === undefined) return found;
      const lines = items.map((item) => `${indent}- ${item}\n`).join('');
      return `${indent}# generated: ${name}\n${lines}${indent}# end`;
    },
  );
}
