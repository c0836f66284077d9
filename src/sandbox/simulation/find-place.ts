import type { HandlerContext } from '../services/handler.ts';
import { numbersIn, Place } from './place.ts';
import { countAt, type SimulatedKind, type Where } from './simulated-kind.ts';

/** How a resource is found. */
interface Search extends Pick<HandlerContext, 'estate' | 'accountId' | 'region' | 'isGone'> {
  readonly parent?: Place | undefined;
  /** The forms that the name may have. */
  readonly forms: readonly string[];
}

/**
 * The place of the resource with a name; undefined when it does not exist, or a fault removed it. Names
 * contain the number of their resource, and that of its parent if needed.
 *
 * @throws {TypeError} for a form of names that the kind does not have: its rules are wrong
 */
export function findPlace(kind: SimulatedKind, name: string, search: Search): Place | undefined {
  for (const place of candidates(kind, name, search)) {
    const { names } = kind.at(place);
    const unknown = search.forms.find((form) => names[form] === undefined);
    if (unknown !== undefined) throw new TypeError(`${kind.kind} has no name called ${unknown}`);
    if (!search.forms.some((form) => names[form] === name)) continue;
    return fullNames(names).some(search.isGone) ? undefined : place;
  }
  return undefined;
}

/** Its unique names, without short names that its own ARN or URL ends in. */
export function fullNames(names: Readonly<Record<string, string>>): readonly string[] {
  const all = Object.values(names);
  return all.filter(
    (name) => !all.some((one) => one.endsWith(`/${name}`) || one.endsWith(`:${name}`)),
  );
}

function* candidates(
  kind: SimulatedKind,
  name: string,
  { estate, accountId, region, parent }: Search,
): Generator<Place, void> {
  const where =
    kind.listedBy === 'account'
      ? { estate, ...addressIn(name, { estate, accountId, region }) }
      : { estate, accountId, region };
  if (kind.parent === undefined || parent !== undefined) {
    yield* numbered(kind, name, { ...where, parent });
    return;
  }
  for (const one of numbered(kind.parent, name, where))
    yield* numbered(kind, name, { ...where, parent: one });
}

function* numbered(kind: SimulatedKind, name: string, where: Where): Generator<Place, void> {
  const numbers = kind.numberIn === undefined ? numbersIn(name) : [kind.numberIn(name)];
  const count = countAt(kind, where);
  for (const n of numbers) if (n < count) yield new Place({ ...where, kind: kind.kind, n });
}

/** The account and region in a name of global scope, which any account may request. */
function addressIn(
  name: string,
  { estate, accountId, region }: Where,
): { readonly accountId: string; readonly region: string } {
  return {
    accountId: estate.accountIds.find((id) => name.includes(id)) ?? accountId,
    region: estate.regions.find((one) => name.includes(`-${one}-`)) ?? region,
  };
}
