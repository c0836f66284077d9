import {
  asArray,
  asString,
  isObject,
  type JqObject,
  memberNamed,
  membersOf,
  objectOf,
  Unsure,
  type Value,
} from './values.ts';

/** The members of an object as `{key, value}`. */
export function toEntries(input: Value): readonly JqObject[] {
  if (!isObject(input)) throw new Unsure();
  return membersOf(input).map(([key, value]) => ({ key, value }));
}

/** Names for an entry's key and value; if there are several, jq decides which one counts. */
const ENTRY_NAMES = ['key', 'k', 'name', 'Name', 'K', 'Key', 'value', 'v', 'Value', 'V'];

/** Entries as `{key, value}`, or `{Key, Value}` as in AWS tags. */
export function fromEntries(input: Value): JqObject {
  return objectOf(
    asArray(input).map((entry): readonly [string, Value] => {
      if (!isObject(entry)) throw new Unsure();
      const names = ENTRY_NAMES.filter((name) => Object.hasOwn(entry, name)).join(' ');
      if (names === 'key value') return [asString(entry['key']), memberNamed(entry, 'value')];
      if (names === 'Key Value') return [asString(entry['Key']), memberNamed(entry, 'Value')];
      throw new Unsure();
    }),
  );
}
