import { availableRegions } from '../aws/available-regions.ts';
import type { CallObserver } from '../aws/call-observer.ts';
import type { ScopeClients } from '../aws/client-factory.ts';
import { judgeRegion, partitionIdOf, unknownRegion } from '../aws/region-names.ts';
import { enabledRegions, homeRegion } from '../aws/regions.ts';
import type { AccountSession } from '../aws/session.ts';
import { isResourceType, type ObjectKind } from '../core/exporters/object-kind.ts';
import { isObjectKind, parseObjectKind, type TypeVerdict } from '../core/exporters/registry.ts';
import { askForType, isPublishedByAws } from '../core/exporters/resource-type.ts';
import type { Runtime } from './runtime.ts';

/** Does AWS know a name that we do not know? `unknown` when it cannot be asked. */
export type Verdict = TypeVerdict;

/** Asks AWS about names before anything is read. A name without an entry is `unknown`. */
export interface NameLookup {
  types(names: readonly ObjectKind[]): Promise<ReadonlyMap<string, Verdict>>;
  regions(names: readonly string[]): Promise<ReadonlyMap<string, Verdict>>;
}

/** Nobody to ask: names are judged by themselves. */
export const OFFLINE: NameLookup = {
  types: () => Promise.resolve(new Map()),
  regions: () => Promise.resolve(new Map()),
};

/**
 * The kind that a user named: one of ours, or a type that CloudFormation has.
 *
 * @throws {ConfigurationError} naming the nearest kind.
 */
export async function namedKind(name: string, lookup: NameLookup): Promise<ObjectKind> {
  const isForeign = !isObjectKind(name) && isResourceType(name);
  const verdicts = await lookup.types(isForeign ? [name] : []);
  return parseObjectKind(name, verdicts.get(name));
}

/** What is wrong with names of regions: nothing where nobody can tell. */
export async function regionProblems(
  names: readonly string[],
  lookup: NameLookup,
): Promise<readonly string[]> {
  const judged = names.map((name) => ({ name, judgement: judgeRegion(name) }));
  const wrong = judged.flatMap(({ judgement }) =>
    judgement.status === 'wrong' ? [judgement.message] : [],
  );
  if (wrong.length > 0) return wrong;
  const unlisted = judged.flatMap(({ name, judgement }) =>
    judgement.status === 'unlisted' ? [name] : [],
  );
  const verdicts = await lookup.regions(unlisted);
  return unlisted.filter((name) => verdicts.get(name) === 'missing').map(unknownRegion);
}

/** A name is worth so much waiting; after that it counts as unknown, and the run itself says what is wrong. */
const LOOKUP_MS = 20_000;
/** Accounts asked about a name: for a type of AWS's, one that may answer is enough. */
const MOST_ACCOUNTS = 16;

export interface AwsNameLookupOptions {
  open(observer: CallObserver, signal: AbortSignal): Runtime;
  readonly signal: AbortSignal;
  readonly observer?: CallObserver;
  /** Longest time for one question, in milliseconds. @default 20_000 */
  readonly timeoutMs?: number;
}

interface Place {
  readonly session: AccountSession;
  readonly clients: ScopeClients;
}

/** Asks AWS, through the accounts of the settings. What exists is asked for once. */
export class AwsNameLookup implements NameLookup {
  readonly #options: AwsNameLookupOptions;
  readonly #existing = new Set<string>();

  constructor(options: AwsNameLookupOptions) {
    this.#options = options;
  }

  async types(names: readonly ObjectKind[]): Promise<ReadonlyMap<string, Verdict>> {
    const asked = names.filter((name) => !this.#existing.has(name));
    const answers = new Map(asked.map((name) => [name, new TypeAnswers(name)]));
    const isExhausted = await this.#ask(asked.length, async (place, signal) => {
      const open = [...answers.values()].filter((one) => !one.isSettled);
      await Promise.all(open.map((one) => one.ask(place, signal)));
      return [...answers.values()].every((one) => one.isSettled);
    });
    const verdicts = asked.map((name): [string, Verdict] => [
      name,
      answers.get(name)?.verdict(isExhausted) ?? 'unknown',
    ]);
    return this.#remembered(names, new Map(verdicts));
  }

  async regions(names: readonly string[]): Promise<ReadonlyMap<string, Verdict>> {
    const verdicts = new Map<string, Verdict>();
    const asked = names.filter((name) => !this.#existing.has(name));
    await this.#ask(asked.length, async ({ session, clients }, signal) => {
      const available = await availableRegions(session, clients, signal).catch(() => undefined);
      if (available === undefined) return false;
      for (const name of asked) {
        if (partitionIdOf(name) !== session.account.partition) continue;
        verdicts.set(name, available.includes(name) ? 'exists' : 'missing');
      }
      return true;
    });
    return this.#remembered(names, verdicts);
  }

  #remembered(
    names: readonly string[],
    verdicts: ReadonlyMap<string, Verdict>,
  ): ReadonlyMap<string, Verdict> {
    for (const [name, verdict] of verdicts) if (verdict === 'exists') this.#existing.add(name);
    return new Map(
      names.map((name) => [
        name,
        this.#existing.has(name) ? 'exists' : (verdicts.get(name) ?? 'unknown'),
      ]),
    );
  }

  /**
   * Puts a question to one account after another, until it is answered.
   *
   * @param question is true when it has its answer
   * @returns whether every account was asked
   */
  async #ask(
    names: number,
    question: (place: Place, signal: AbortSignal) => Promise<boolean>,
  ): Promise<boolean> {
    if (names === 0) return false;
    const { open, timeoutMs = LOOKUP_MS, observer = () => undefined } = this.#options;
    const signal = AbortSignal.any([this.#options.signal, AbortSignal.timeout(timeoutMs)]);
    using runtime = open(observer, signal);
    let asked = 0;
    try {
      for await (const session of sessions(runtime, signal)) {
        if (asked === MOST_ACCOUNTS) return false;
        asked += 1;
        const clients = runtime.clients.open(session, { signal, observer });
        if (await question({ session, clients }, signal)) return false;
      }
      return !signal.aborted;
    } catch {
      this.#options.signal.throwIfAborted();
      return false; // no accounts, no answer: the run says why
    }
  }
}

/** The account that may read the organization, then all others that can be opened. */
async function* sessions(
  { discovery }: Runtime,
  signal: AbortSignal,
): AsyncGenerator<AccountSession, void> {
  const first = await discovery.organization(signal).catch(() => undefined);
  if (first !== undefined) yield first;
  for await (const candidate of discovery.candidates(signal)) {
    if (candidate.account.id === first?.accountId) continue;
    const session = await candidate.open(signal).catch(() => undefined);
    if (session !== undefined) yield session;
  }
}

/** What the accounts say of one type. */
class TypeAnswers {
  readonly #type: ObjectKind;
  readonly #isOfAws: boolean;
  readonly #verdicts = new Set<Verdict>();

  constructor(type: ObjectKind) {
    this.#type = type;
    this.#isOfAws = isPublishedByAws(type);
  }

  /** No further account can change the verdict. */
  get isSettled(): boolean {
    return this.#verdicts.has('exists') || (this.#isOfAws && this.#verdicts.has('missing'));
  }

  async ask({ session, clients }: Place, signal: AbortSignal): Promise<void> {
    const home = homeRegion(session.account.partition);
    const verdict = await askForType(this.#type, clients, home, signal);
    this.#verdicts.add(verdict);
    if (this.#isOfAws || verdict === 'exists') return;
    // Private and third-party types may be registered in another region.
    const enabled = await enabledRegions(session, clients, signal).catch(() => undefined);
    const others = (enabled ?? []).filter((region) => region !== home);
    if (enabled === undefined) this.#verdicts.add('unknown');
    const answers = await Promise.all(
      others.map((region) => askForType(this.#type, clients, region, signal)),
    );
    for (const answer of answers) this.#verdicts.add(answer);
  }

  /** @param isExhausted every account was asked */
  verdict(isExhausted: boolean): Verdict {
    if (this.#verdicts.has('exists')) return 'exists';
    if (!this.#verdicts.has('missing')) return 'unknown';
    if (this.#isOfAws) return 'missing';
    return isExhausted && !this.#verdicts.has('unknown') ? 'missing' : 'unknown';
  }
}
