/** A JSON document that AWS gives as text, as CloudFormation gives it: as an object. Other text stays text. */
export function jsonDocument(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
