import { z } from 'zod';
import { sqlText } from '../../../cost/usage/query-rows.ts';
import { allRows } from '../../store/all-rows.ts';
import type { RecordContext } from './record-source.ts';

interface Place {
  readonly isEvaluated: boolean;
  /** Why its findings were kept instead of evaluated again. */
  readonly stale: string | undefined;
}

const PlaceRow = z.tuple([z.string(), z.string(), z.string().nullable(), z.string().nullable()]);
const GlobalRow = z.tuple([z.string(), z.string()]);

/** How the findings of an account were evaluated, by kind and region: what proves that one is over. */
export class EvaluatedPlaces {
  readonly #places: ReadonlyMap<string, ReadonlyMap<string, Place>>;
  /** Kinds that are listed for the whole account: their resources have regions of their own. */
  readonly #global: ReadonlySet<string>;

  private constructor(
    places: ReadonlyMap<string, ReadonlyMap<string, Place>>,
    global: ReadonlySet<string>,
  ) {
    this.#places = places;
    this.#global = global;
  }

  static async of({
    reader,
    accountId,
    signal,
  }: Pick<RecordContext, 'reader' | 'accountId' | 'signal'>): Promise<EvaluatedPlaces> {
    const account = sqlText(accountId);
    const places = new Map<string, Map<string, Place>>();
    const sql = `select kind, region, evaluated_at, stale from finding_scopes where account = ${account}`;
    for (const row of await allRows(reader, sql, signal)) {
      const [kind, region, evaluatedAt, stale] = PlaceRow.parse(row);
      const ofKind = places.get(kind) ?? new Map<string, Place>();
      ofKind.set(region, { isEvaluated: evaluatedAt !== null, stale: stale ?? undefined });
      places.set(kind, ofKind);
    }
    const listed = `select kind, outcome from scopes where account = ${account} and region = 'global'`;
    const global = (await allRows(reader, listed, signal)).flatMap((row) => {
      const [kind, outcome] = GlobalRow.parse(row);
      return outcome === 'complete' ? [kind] : [];
    });
    return new EvaluatedPlaces(places, new Set(global));
  }

  /** Nothing of the account was ever evaluated. */
  get isEmpty(): boolean {
    return this.#places.size === 0;
  }

  /** Why the findings of a kind in a region are older than the last evaluation; undefined when they are not. */
  staleOf(kind: string, region: string): string | undefined {
    return this.#places.get(kind)?.get(region)?.stale;
  }

  /** Why a missing finding is not proved to be over; undefined when it is: all of its place was judged again. */
  whyUnproven(kind: string, region: string): string | undefined {
    const ofKind = this.#places.get(kind);
    const own = ofKind?.get(region);
    if (own !== undefined) return problemOf(own, kind);
    // Without resources, a region of a kind that is listed for the whole account has no place any more.
    if (ofKind === undefined || !this.#global.has(kind)) return `${kind}: not evaluated here`;
    const [problem] = [...ofKind.values()].flatMap((place) => problemOf(place, kind) ?? []);
    return problem;
  }
}

function problemOf({ isEvaluated, stale }: Place, kind: string): string | undefined {
  if (stale !== undefined) return `${kind}: ${stale}`;
  return isEvaluated ? undefined : `${kind}: never evaluated`;
}
