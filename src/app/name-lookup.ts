import { availableRegions } from '../aws/available-regions.ts';
import { partitionIdOf } from '../aws/region-names.ts';
import { enabledRegions, homeRegion } from '../aws/regions.ts';
import { isResourceType, type ObjectKind } from '../core/exporters/object-kind.ts';
import { isObjectKind, parseObjectKind, type TypeVerdict } from '../core/exporters/registry.ts';
import { askForType, isPublishedByAws } from '../core/exporters/resource-type.ts';
import { askAccounts, type AskedAccount, type AskOptions, type Question } from './ask-accounts.ts';

/** Whether AWS has a name that Longshore does not know; `unknown` when AWS cannot be asked. */
export type Verdict = TypeVerdict;

/** Looks up names in AWS before anything is read. A name without an entry is `unknown`. */
export interface NameLookup {
  types(names: readonly ObjectKind[]): Promise<ReadonlyMap<string, Verdict>>;
  regions(names: readonly string[]): Promise<ReadonlyMap<string, Verdict>>;
}

/** No lookup: only the form of a name is checked. */
export const OFFLINE: NameLookup = {
  types: () => Promise.resolve(new Map()),
  regions: () => Promise.resolve(new Map()),
};

/**
 * The kind that a user named: one of ours, or a type in CloudFormation.
 *
 * @throws {ConfigurationError} suggesting the nearest kind.
 */
export async function namedKind(name: string, lookup: NameLookup): Promise<ObjectKind> {
  const isForeign = !isObjectKind(name) && isResourceType(name);
  const verdicts = await lookup.types(isForeign ? [name] : []);
  return parseObjectKind(name, verdicts.get(name));
}

/** Looks names up in AWS with the settings' accounts. Names that exist are looked up once. */
export class AwsNameLookup implements NameLookup {
  readonly #options: AskOptions;
  readonly #existing = new Set<string>();

  constructor(options: AskOptions) {
    this.#options = options;
  }

  async types(names: readonly ObjectKind[]): Promise<ReadonlyMap<string, Verdict>> {
    const asked = names.filter((name) => !this.#existing.has(name));
    const answers = new Map(asked.map((name) => [name, new TypeAnswers(name)]));
    const isExhausted = await this.#ask(asked, async (place, signal) => {
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
    await this.#ask(asked, async ({ session, clients }, signal) => {
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

  /** Makes no call without names. @returns whether every account was asked */
  async #ask(names: readonly string[], question: Question): Promise<boolean> {
    return names.length > 0 && askAccounts(question, this.#options);
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
}

/** The answers of the accounts about one type. */
class TypeAnswers {
  readonly #type: ObjectKind;
  readonly #isOfAws: boolean;
  readonly #verdicts = new Set<Verdict>();

  constructor(type: ObjectKind) {
    this.#type = type;
    this.#isOfAws = isPublishedByAws(type);
  }

  /** No further account can change the result. */
  get isSettled(): boolean {
    return this.#verdicts.has('exists') || (this.#isOfAws && this.#verdicts.has('missing'));
  }

  async ask({ session, clients }: AskedAccount, signal: AbortSignal): Promise<void> {
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
