import { randomUUID } from 'node:crypto';
import { PortProblem, type StoredEntity } from './model.ts';

/** Search results that are read page by page. */
export class SearchPages {
  readonly #results = new Map<string, readonly StoredEntity[]>();

  /** The first page of a new result, or the page of the cursor. */
  page(
    from: unknown,
    limit: number,
    search: () => Iterable<StoredEntity>,
  ): { readonly entities: readonly StoredEntity[]; readonly next: string | null } {
    const [id = '', start = '0'] = typeof from === 'string' ? from.split('.') : [randomUUID()];
    const result = this.#results.get(id) ?? (typeof from === 'string' ? undefined : [...search()]);
    if (result === undefined)
      throw new PortProblem(422, 'invalid_request', 'the cursor is not known');
    const end = Number(start) + limit;
    const isLast = end >= result.length;
    if (!isLast) this.#results.set(id, result);
    return { entities: result.slice(Number(start), end), next: isLast ? null : `${id}.${end}` };
  }
}
