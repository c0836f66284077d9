import pLimit from 'p-limit';
import type { Confirmation, ConfirmGone } from '../../ledger/confirmation.ts';
import { scopeName, scopeOf, type Scope } from '../../ledger/scope.ts';
import type { EntityRecord } from '../state/entity-record.ts';
import type { WithheldReason } from './scope-proofs.ts';

/** Why entities are kept, and what more there is to say of it. */
export interface Withheld {
  readonly reason: WithheldReason;
  readonly detail?: string | undefined;
}

/** Most resources checked in one run, over all scopes: they are held in memory. */
const MOST_IN_RUN = 50_000;
/** Scopes checked at once: the run's own limits on calls lie below it. */
const SCOPES_AT_ONCE = 16;

/**
 * Resources that complete listings lack, by scope, and what AWS says of each when it is asked. Nothing of a
 * scope counts as gone unless AWS confirms it for every one of them that was asked for.
 */
export class GoneChecks {
  readonly #mostPerScope: number;
  readonly #scopes = new Map<string, { readonly scope: Scope; readonly missing: Set<string> }>();
  readonly #withheld = new Map<string, Withheld>();
  #asked = 0;

  /** @param mostPerScope resources of one scope that one run checks and deletes */
  constructor(mostPerScope: number) {
    this.#mostPerScope = mostPerScope;
  }

  /** How many resources AWS was, or is to be, asked for. */
  get asked(): number {
    return this.#asked;
  }

  /** Notes that a listing lacks what this record was made of. */
  add({ source, resource }: EntityRecord): void {
    const name = scopeName(source);
    const known = this.#scopes.get(name) ?? {
      scope: scopeOf(source),
      missing: new Set<string>(),
    };
    const key = JSON.stringify(resource);
    if (known.missing.has(key)) return;
    if (known.missing.size >= this.#mostPerScope || this.#asked >= MOST_IN_RUN) return;
    known.missing.add(key);
    this.#scopes.set(name, known);
    this.#asked += 1;
  }

  /** Asks AWS. @throws what `confirmGone` throws */
  async run(confirmGone: ConfirmGone): Promise<void> {
    const limit = pLimit(SCOPES_AT_ONCE);
    const scopes = [...this.#scopes.values()];
    await Promise.all(scopes.map((one) => limit(() => this.#checkScope(one, confirmGone))));
  }

  /** Why what this record was made of does not count as gone; undefined when it does. */
  verdict({ source, resource }: EntityRecord): Withheld | undefined {
    const name = scopeName(source);
    const withheld = this.#withheld.get(name);
    if (withheld !== undefined) return withheld;
    const isConfirmed = this.#scopes.get(name)?.missing.has(JSON.stringify(resource)) === true;
    return isConfirmed ? undefined : { reason: 'next-run' };
  }

  async #checkScope(
    { scope, missing }: { readonly scope: Scope; readonly missing: ReadonlySet<string> },
    confirmGone: ConfirmGone,
  ): Promise<void> {
    const resources = [...missing].map((key) => JSON.parse(key) as readonly string[]); // made by `add`
    const answers = await confirmGone(scope, resources);
    for (const [index, resource] of resources.entries()) {
      const withheld = withheldBy(answers[index], resource);
      if (withheld === undefined) continue;
      this.#withheld.set(scopeName(scope), withheld);
      return;
    }
  }
}

function withheldBy(
  answer: Confirmation | undefined,
  resource: readonly string[],
): Withheld | undefined {
  if (answer?.status === 'gone') return undefined;
  if (answer?.status === 'exists') {
    return { reason: 'still-exists', detail: `AWS still has ${resource.join(' ')}` };
  }
  if (answer === undefined) return { reason: 'not-confirmed' };
  const { code, message, remedy } = answer.cause;
  return { reason: 'not-confirmed', detail: `${code}: ${message}. Fix: ${remedy}` };
}
