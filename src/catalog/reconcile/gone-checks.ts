import pLimit from 'p-limit';
import type { Confirmation, ConfirmGone } from '../../ledger/confirmation.ts';
import { scopeName, scopeOf, type Scope } from '../../ledger/scope.ts';
import type { EntityRecord } from '../state/entity-record.ts';
import type { WithheldReason } from './scope-proofs.ts';

/** Why entities are kept, with details. */
export interface Withheld {
  readonly reason: WithheldReason;
  readonly detail?: string | undefined;
}

/** The most resources checked in one run, over all scopes: they are held in memory. */
const MOST_IN_RUN = 50_000;
/** Scopes checked at once; the AWS client limits the calls themselves. */
const SCOPES_AT_ONCE = 16;

/**
 * Resources missing from complete listings, by scope, and AWS's answers about them. Resources of a scope only
 * count as deleted if AWS confirms it for every resource asked about in that scope.
 */
export class GoneChecks {
  readonly #mostPerScope: number;
  readonly #scopes = new Map<string, { readonly scope: Scope; readonly missing: Set<string> }>();
  readonly #withheld = new Map<string, Withheld>();
  /** Records that nothing proves to be over, by scope and resource. */
  readonly #unproven = new Map<string, Withheld>();
  #asked = 0;

  /** @param mostPerScope resources of one scope that one run checks and deletes */
  constructor(mostPerScope: number) {
    this.#mostPerScope = mostPerScope;
  }

  /** Resources asked about, or still to ask about. */
  get asked(): number {
    return this.#asked;
  }

  /** Records that the resource of this record is missing from a listing. */
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

  /** Why the resource of this record does not count as deleted; undefined when it does. */
  verdict({ source, resource }: EntityRecord): Withheld | undefined {
    const name = scopeName(source);
    const withheld = this.#withheld.get(name);
    if (withheld !== undefined) return withheld;
    const unproven = this.#unproven.get(nameOf(name, resource));
    if (unproven !== undefined) return unproven;
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
      const answer = answers[index];
      if (answer?.status === 'unproven') {
        const { detail } = answer;
        this.#unproven.set(nameOf(scopeName(scope), resource), { reason: 'not-evaluated', detail });
        continue;
      }
      const withheld = withheldBy(answer, resource);
      if (withheld === undefined) continue;
      this.#withheld.set(scopeName(scope), withheld);
      return;
    }
  }
}

function nameOf(scope: string, resource: readonly string[]): string {
  return `${scope}\0${JSON.stringify(resource)}`;
}

function withheldBy(
  answer: Exclude<Confirmation, { readonly status: 'unproven' }> | undefined,
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
