import { SECRET, UNKNOWN } from '../../models/unknown-value.ts';

/** What Pulumi writes for values that only the update will tell: of texts, booleans, numbers, lists, objects, files. */
const UNKNOWN_VALUES: ReadonlySet<unknown> = new Set([
  '04da6b54-80e4-46f7-96ec-b56ff0331ba9',
  '1c4a061d-8072-4f0a-a4cb-0ff528b18fe7',
  '3eeb2bf0-c639-47a8-9e75-3b44932eb421',
  '6a19a0b0-7e62-4c92-b797-7f8e31da9cc2',
  'dd056dcd-154b-4c76-9bd3-c8f88648b5ff',
  '030794c1-ac77-496b-92df-f27374a8bd58',
  'e48ece36-62e2-4504-bad9-02848725956a',
]);
const LENGTH_OF_UNKNOWN = 36;
const MASKED = '[secret]';
/** The key that marks an object as special, and what it says of a secret. */
const SPECIAL = '4dabf18193072939515e22adb298388d';
const SECRET_MARK = '1b47061264138c4ac30d75fd1eb44270';
/** As a property of an object, the first would set its prototype; the second is Pulumi's own. */
const NO_VALUES: ReadonlySet<string> = new Set(['__proto__', '__defaults']);

/**
 * Marks the unknown and the secret values of Pulumi, at any depth. The value is changed: it comes from the reader of the
 * plan, and nobody else has it.
 */
export function hiddenValues(value: unknown): unknown {
  if (typeof value === 'string') {
    if (value === MASKED) return SECRET;
    return value.length === LENGTH_OF_UNKNOWN && UNKNOWN_VALUES.has(value) ? UNKNOWN : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) value[index] = hiddenValues(element);
    return value;
  }
  if (Reflect.get(value, SPECIAL) === SECRET_MARK) return SECRET;
  for (const [name, inner] of Object.entries(value)) {
    if (NO_VALUES.has(name)) Reflect.deleteProperty(value, name);
    else if (typeof inner === 'string' || typeof inner === 'object') {
      Reflect.set(value, name, hiddenValues(inner));
    }
  }
  return value;
}
