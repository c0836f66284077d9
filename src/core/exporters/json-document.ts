/** Parses a JSON document that AWS returns as text, as CloudFormation does. Other text stays text. */
export function jsonDocument(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
