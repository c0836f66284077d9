import { placesIn, type SimulatedKind, type Where } from './simulated-kind.ts';

/** A resource as the tagging API tells of it. */
export interface TaggedResource {
  readonly ResourceARN: string;
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
}

/** The resources of the types asked for, `sqs` or `sqs:queue`, in one place; of every type when none are. */
export function taggedResources(
  kinds: readonly SimulatedKind[],
  types: readonly string[] | undefined,
  where: Where,
): readonly TaggedResource[] {
  return kinds
    .filter(
      ({ tagged }) =>
        tagged !== undefined &&
        types?.some((type) => tagged === type || tagged.startsWith(`${type}:`)) !== false,
    )
    .flatMap((kind) => [...placesIn(kind, where)].map((place) => kind.at(place)))
    .map(({ names, tags = [] }) => ({ ResourceARN: arnOf(names), Tags: tags }));
}

function arnOf(names: Readonly<Record<string, string>>): string {
  const arn = Object.values(names).find((name) => name.startsWith('arn:'));
  if (arn === undefined) throw new TypeError('a tagged resource without an ARN');
  return arn;
}
