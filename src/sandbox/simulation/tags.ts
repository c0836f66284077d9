interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Tags as a map: `{ team: 'search' }`. */
export function tagMap(tags: readonly Tag[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

/** Tags with members in lower case: `{ key: 'team', value: 'search' }`. */
export function lowerCaseTags(tags: readonly Tag[]): { key: string; value: string }[] {
  return tags.map(({ Key, Value }) => ({ key: Key, value: Value }));
}
