import { z } from 'zod';
import type { Gap } from '../core/inspector/gap.ts';
import type { Batch, Resource } from '../core/exporters/resource.ts';
import { hash64 } from './hash64.ts';
import type { StoredGap } from './rows.ts';

/** A resource, with what could not be read of it. */
export interface CompletedResource {
  readonly resource: Resource;
  readonly identifiers: readonly string[] | undefined;
  readonly gaps: readonly StoredGap[];
}

/** What names a resource in its scope. */
export function idOf(identifiers: readonly string[] | undefined, { Properties }: Resource): string {
  if (identifiers === undefined) return JSON.stringify(Properties);
  const [only] = identifiers;
  return identifiers.length === 1 && only !== undefined ? only : JSON.stringify(identifiers);
}

const NO_GAPS: readonly StoredGap[] = [];

const Stored = z.record(z.string(), z.unknown());

/**
 * The resources of a batch, where those that lack something have the values of an earlier read.
 *
 * @param last properties as JSON, by the resource's key
 */
export function keepLastValues(
  { resources, identifiers, gaps, incomplete, partialContext }: Batch,
  last: ReadonlyMap<bigint, string>,
): readonly CompletedResource[] {
  return resources.map((resource, index) => {
    const own = identifiers?.[index];
    const isWhole = gaps.length === 0 || (incomplete !== undefined && !incomplete.has(resource));
    if (isWhole) {
      const isPartial = partialContext?.has(resource) === true;
      return { resource, identifiers: own, gaps: isPartial ? gapsOf(gaps, own, []) : NO_GAPS };
    }
    const before = last.get(hash64(idOf(own, resource)));
    const kept = before === undefined ? {} : missingIn(resource, before);
    const attributes = Object.keys(kept);
    return {
      resource: { ...resource, Properties: { ...resource.Properties, ...kept } },
      identifiers: own,
      gaps: gapsOf(gaps, own, attributes),
    };
  });
}

function missingIn({ Properties }: Resource, before: string): Readonly<Record<string, unknown>> {
  const stored = Stored.parse(JSON.parse(before));
  const isMissing = ([name]: [string, unknown]): boolean =>
    Properties[name] === undefined || Properties[name] === null;
  return Object.fromEntries(Object.entries(stored).filter(isMissing));
}

/** The gaps of this resource; where no gap names it, those of the batch, one for each action. */
function gapsOf(
  gaps: readonly Gap[],
  identifiers: readonly string[] | undefined,
  attributes: readonly string[],
): readonly StoredGap[] {
  const own = gaps.filter(({ identifier }) => identifiers?.includes(identifier) === true);
  const byAction = new Map((own.length > 0 ? own : gaps).map((gap) => [gap.action, gap]));
  return [...byAction.values()].map(({ action, failure }) => ({
    action,
    code: failure.code,
    attributes,
  }));
}
