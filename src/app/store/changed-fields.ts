/** A field that has another value than before. A side without a value did not have the field. */
export interface ChangedField {
  /** `VisibilityTimeout`, `Tags.team`, `SecurityGroups[0].GroupId` */
  readonly field: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

type Properties = Readonly<Record<string, unknown>>;

/** The fields that differ, as deep as they can be named. */
export function changedFields(before: Properties, after: Properties): readonly ChangedField[] {
  return [...compare('', before, after)];
}

function* compare(field: string, before: unknown, after: unknown): Generator<ChangedField, void> {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  const one = namedMembers(before);
  const other = namedMembers(after);
  if (one !== undefined && other !== undefined) {
    yield* compareMembers(one, other, (name) => (field === '' ? name : `${field}.${name}`));
  } else if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    for (const [index, value] of before.entries()) {
      yield* compare(`${field}[${index}]`, value, after[index]);
    }
  } else {
    yield {
      field,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    };
  }
}

function* compareMembers(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
  nameOf: (name: string) => string,
): Generator<ChangedField, void> {
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    yield* compare(nameOf(name), before.get(name), after.get(name));
  }
}

/** An object's members; of a list of tags, which AWS gives in any order, each tag by its key. */
function namedMembers(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const tags = new Map<string, unknown>();
  for (const element of value as unknown[]) {
    if (!isTag(element)) return undefined;
    tags.set(element.Key, element.Value);
  }
  return tags;
}

function isTag(value: unknown): value is { readonly Key: string; readonly Value: unknown } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'Key' in value &&
    typeof value.Key === 'string' &&
    'Value' in value &&
    Object.keys(value).length === 2
  );
}
