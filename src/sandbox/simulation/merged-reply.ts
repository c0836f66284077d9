/**
 * Merges single-resource replies: lists are joined, other members come from the first.
 *
 * @param lists the members of the output that are lists
 * @param isAsked whether a member of the reply, or of its list's elements, was requested
 */
export function mergedReply(
  replies: readonly object[],
  lists: readonly string[],
  isAsked: (member: string) => boolean,
): object {
  const [first = {}] = replies;
  const list = lists.find((name) => name in first) ?? lists[0];
  const kept = only(first, isAsked);
  if (list === undefined || (replies.length > 0 && !(list in kept))) return kept;
  const elements = replies.flatMap((reply) => listIn(reply, list));
  return {
    ...kept,
    [list]: elements.map((one) =>
      typeof one === 'object' && one !== null ? only(one, isAsked) : one,
    ),
  };
}

/** A list of a reply; empty when it is not there. */
export function listIn(reply: object, member: string): readonly unknown[] {
  const list: unknown = Reflect.get(reply, member);
  return Array.isArray(list) ? list : [];
}

function only(value: object, isAsked: (member: string) => boolean): object {
  return Object.keys(value).every(isAsked)
    ? value
    : Object.fromEntries(Object.entries(value).filter(([member]) => isAsked(member)));
}
